/**
 * The options for verifying JSON Web Tokens, and their checks.
 *
 * The checks refuse options that would let in more than was meant: an open issuer or audience, a
 * secret that can be guessed, a list of algorithms by which a public key, which everybody knows,
 * could be taken for a secret. No exported type uses one of jose, so that the declarations compile
 * without that package.
 */
import {
  InvalidInputError,
  isFields,
  itemsOf,
  member,
  ownField,
  throwFirst,
  unknownFields,
} from '../../input';
import type { May } from './authentication';
import { concealed, concealedError, concealedFields, secretError } from './concealed';

const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const;

const publicAlgorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
];

// Allowed on request only: most platforms do not have them yet, and there a token that names one
// would make the key lookup fail.
const newAlgorithms = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const;

/** A signing algorithm of a token. */
export type JwtAlgorithm =
  | (typeof secretAlgorithms)[number]
  | (typeof publicAlgorithms)[number]
  | (typeof newAlgorithms)[number];

/** A key: the bytes of a secret, a CryptoKey, a KeyObject or a JSON Web Key. */
export type JwtKey =
  | Uint8Array
  | { readonly type: string }
  | { readonly kty?: string; readonly [member: string]: unknown };

/**
 * The header of a token that is not verified yet. A type alias, because only that fits the headers
 * of jose.
 */
export type JwtHeader = { readonly alg: string; readonly kid?: string; readonly typ?: string };

/**
 * Finds the key for a token: made by `createRemoteJWKSet` or `createLocalJWKSet` of jose, or your
 * own. Its errors count as errors of the server, except those by which jose reports that there is
 * no such key (`errors.JWKSNoMatchingKey`).
 */
export type JwtKeyLookup = (
  header: JwtHeader,
  token: { readonly protected?: string; readonly payload: string; readonly signature: string },
) => JwtKey | Promise<JwtKey>;

/** The claims of a verified token. */
export interface JwtClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  /** Seconds since 1970, UTC. */
  readonly exp: number;
  readonly [name: string]: unknown;
}

/** The requirements that a token must meet. */
export interface JwtOptions {
  /** The issuers allowed: `iss`, exactly. */
  readonly issuer: string | readonly string[];
  /** The audiences accepted: `aud`. */
  readonly audience: string | readonly string[];
  /** A secret needs at least as many bytes as the hash of its longest algorithm: 32 for HS256. */
  readonly key: JwtKey | JwtKeyLookup;
  /**
   * By default those of public keys, or HS256 for a secret. Allow secrets from a lookup here; the
   * two kinds are never allowed together.
   */
  readonly algorithms?: readonly JwtAlgorithm[] | undefined;
  /** The seconds by which clocks may differ, 0 to 300. By default 0. */
  readonly clockTolerance?: number | undefined;
  /** Returns the permissions of a token from its claims; left out, it may do everything. */
  readonly may?: ((claims: JwtClaims) => May) | undefined;
}

/** The options, checked, copied and complete. */
export interface CheckedJwtOptions {
  readonly issuer: string[];
  readonly audience: string[];
  readonly key: JwtKey | JwtKeyLookup;
  readonly algorithms: JwtAlgorithm[];
  readonly clockTolerance: number;
  readonly may: JwtOptions['may'];
}

const jwtOptionNames = ['issuer', 'audience', 'key', 'algorithms', 'clockTolerance', 'may'];

/** Checks the options. Throws InvalidInputError if they are malformed; the error shows no key. */
export function jwtOptionsFrom(options: unknown): CheckedJwtOptions {
  const given = concealedFields(options, 'jwt.');
  if (given === undefined) {
    throw secretError('jwt', options, 'an object { issuer, audience, key, … }');
  }
  throwFirst(concealed(unknownFields(given, jwtOptionNames, 'jwt', 'jwt.'), 'jwt.'));
  const { key: givenKey, clockTolerance = 0, may } = given;
  const [key, kind] = keyFrom(givenKey);
  const algorithms = algorithmsFrom(given.algorithms, kind);
  refuseShortSecret(key, algorithms);
  if (typeof clockTolerance !== 'number' || !(clockTolerance >= 0 && clockTolerance <= 300)) {
    const allowed = 'a number of seconds from 0 to 300';
    throw new InvalidInputError({ field: 'jwt.clockTolerance', value: clockTolerance, allowed });
  }
  if (may !== undefined && typeof may !== 'function') {
    throw concealedError('jwt.may', 'a function of the claims');
  }
  return {
    issuer: namesFrom('jwt.issuer', given.issuer),
    audience: namesFrom('jwt.audience', given.audience),
    key,
    algorithms,
    clockTolerance,
    may: may as JwtOptions['may'],
  };
}

function namesFrom(field: string, value: unknown): string[] {
  const items = itemsOf(value, field);
  const names = items ?? [value];
  if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) {
    return names as string[];
  }
  const allowed = 'a string that is not empty, or a list of at least one such string';
  throw new InvalidInputError({ field, value: items ?? value, allowed });
}

type KeyKind = 'secret' | 'public' | 'lookup';

function keyFrom(given: unknown): [JwtKey | JwtKeyLookup, KeyKind] {
  if (typeof given === 'function') return [given as JwtKeyLookup, 'lookup'];
  if (given instanceof Uint8Array) return [secretFrom(given), 'secret'];
  // A JSON Web Key is plain and copied; the others are instances, which keep what they are.
  const key = concealedFields(given, 'jwt.key.') ?? given;
  const { type }: { readonly type?: unknown } = Object(key);
  const [kty, d, priv] = ['kty', 'd', 'priv'].map((name) => ownField(key, name));
  if (type === 'private' || d !== undefined || priv !== undefined) {
    throw concealedError('jwt.key', 'the public key: the private one belongs to the issuer alone');
  }
  if (type === 'secret' || type === 'public') return [key as JwtKey, type];
  // Another copy, because jose would freeze it.
  if (isFields(key) && typeof kty === 'string')
    return [{ ...key }, kty === 'oct' ? 'secret' : 'public'];
  const allowed =
    'a CryptoKey, a KeyObject, a JSON Web Key, the bytes of a secret, or a function that finds the key, such as one of createRemoteJWKSet or createLocalJWKSet';
  throw secretError('jwt.key', given, allowed);
}

/** Copies a secret, so that nobody can change it later. */
function secretFrom(key: Uint8Array): Uint8Array {
  // The text of a public key, taken for a secret, would be a secret that everybody knows.
  if (new TextDecoder().decode(key.subarray(0, 100)).includes('-----BEGIN')) {
    throw concealedError('jwt.key', 'the bytes of a secret; importSPKI of jose reads a PEM');
  }
  return new Uint8Array(key);
}

function algorithmsFrom(given: unknown, kind: KeyKind): JwtAlgorithm[] {
  if (given === undefined) return kind === 'secret' ? ['HS256'] : [...publicAlgorithms];
  const chosen = itemsOf(given, 'jwt.algorithms');
  if (chosen === undefined || chosen.length === 0) {
    const allowed = 'a list of at least one algorithm; leave it out for the usual ones';
    throw new InvalidInputError({ field: 'jwt.algorithms', value: chosen ?? given, allowed });
  }
  const ofPublic = [...publicAlgorithms, ...newAlgorithms];
  const allowed = [
    ...(kind === 'public' ? [] : secretAlgorithms),
    ...(kind === 'secret' ? [] : ofPublic),
  ];
  // Neither 'none' nor the other kind: HS256 would take a public key for a secret.
  throwFirst(chosen.flatMap((each, index) => member(`jwt.algorithms[${index}]`, each, allowed)));
  const isOfSecret = (each: unknown) => member('', each, secretAlgorithms).length === 0;
  if (chosen.some(isOfSecret) && !chosen.every(isOfSecret)) {
    const unmixed = 'either those of secrets (HS…) or those of public keys, never both';
    throw new InvalidInputError({ field: 'jwt.algorithms', value: chosen, allowed: unmixed });
  }
  return chosen as JwtAlgorithm[];
}

/** RFC 7518, section 3.2: a secret shorter than the hash is easier to guess than to break. */
function refuseShortSecret(key: JwtKey | JwtKeyLookup, algorithms: readonly JwtAlgorithm[]): void {
  const length = secretLength(key);
  const bytes = Math.max(...algorithms.map((each) => Number(each.slice(2)) / 8));
  if (length < bytes) throw concealedError('jwt.key', `a secret of at least ${bytes} bytes`);
}

/**
 * Returns the length of a secret in bytes; infinity if the key is not one, or its length is
 * unknown.
 */
function secretLength(key: JwtKey | JwtKeyLookup): number {
  if (key instanceof Uint8Array) return key.length;
  const { kty, k, symmetricKeySize, algorithm }: Readonly<Record<string, unknown>> = Object(key);
  if (kty === 'oct') return typeof k === 'string' ? Math.floor((k.length * 3) / 4) : 0;
  if (typeof symmetricKeySize === 'number') return symmetricKeySize;
  const { name, length } = Object(algorithm);
  return name === 'HMAC' && typeof length === 'number' ? length / 8 : Number.POSITIVE_INFINITY;
}
