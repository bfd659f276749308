/**
 * One seed for every property of a run: pinned in CI, free elsewhere, and taken from SEED to
 * replay. fast-check prints seed and path with every failure.
 */
import fc from 'fast-check';

const { SEED, CI } = process.env;
const seed = SEED === undefined ? (CI === undefined ? Date.now() | 0 : 20_261_121) : Number(SEED);

fc.configureGlobal({ seed });
