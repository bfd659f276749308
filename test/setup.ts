/** The seed of every property of a run, which the configuration chooses. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SEED) });
