/**
 * What has to be known to verify JSON Web Tokens, and its checks.
 *
 * The checks refuse what would let in more than was meant: an issuer or an audience that is left open, a
 * secret that can be guessed, a list of algorithms by which a public key, which everybody knows, could be
 * taken for a secret. No type of jose is in what is exported, so that the declarations compile where that
 * package is not installed.
 */
import { InvalidInputError, isFields, member, throwFirst, unknownFields } from '../../input';
import type { May } from './authentication';
import { concealed, concealedError } from './concealed';

const secretAlgorithms = ['HS256', 'HS384', 'HS512'] as const;

const publicAlgorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
];

// Taken where they are asked for. Not by default: most platforms do not have them yet, and there a token
// that names one would make the lookup of a key fail.
const newAlgorithms = ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const;

/** An algorithm by which a token may be signed. */
export type JwtAlgorithm =
  | (typeof secretAlgorithms)[number]
  | (typeof publicAlgorithms)[number]
  | (typeof newAlgorithms)[number];

/** A key: the bytes of a secret, or a CryptoKey, a KeyObject, or a JSON Web Key. */
export type JwtKey =
  | Uint8Array
  | { readonly type: string }
  | { readonly kty?: string; readonly [member: string]: unknown };

/** What a token says of itself before it is verified. A type, so that it fits the headers of jose. */
export type JwtHeader = { readonly alg: string; readonly kid?: string; readonly typ?: string };

/**
 * Finds the key for a token: what `createRemoteJWKSet` and `createLocalJWKSet` of jose make, or your own.
 * An error that it throws is one of the server, except those by which jose says that there is no such
 * key (`errors.JWKSNoMatchingKey`).
 */
export type JwtKeyLookup = (
  header: JwtHeader,
  token: { readonly protected?: string; readonly payload: string; readonly signature: string },
) => JwtKey | Promise<JwtKey>;

/** What a verified token says. */
export interface JwtClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  /** Seconds since 1970, UTC. */
  readonly exp: number;
  readonly [name: string]: unknown;
}

/** Which tokens are good. */
export interface JwtOptions {
  /** Who may have issued them: `iss`, exactly. */
  readonly issuer: string | readonly string[];
  /** Whom they must be meant for: `aud`. */
  readonly audience: string | readonly string[];
  /** A secret has at least as many bytes as the hash of its longest algorithm: 32 for HS256. */
  readonly key: JwtKey | JwtKeyLookup;
  /**
   * By default those of public keys, and for a secret HS256. Secrets from a lookup have to be allowed
   * here; the two kinds are never allowed together.
   */
  readonly algorithms?: readonly JwtAlgorithm[] | undefined;
  /** By how many seconds the clocks may differ, from 0 to 300. By default 0. */
  readonly clockTolerance?: number | undefined;
  /** What the holder of a token may do, by its claims. Left out: everything. */
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

const known = ['issuer', 'audience', 'key', 'algorithms', 'clockTolerance', 'may'];

/** Checks the options. Throws InvalidInputError for malformed ones; it shows no key. */
export function jwtOptionsFrom(given: unknown): CheckedJwtOptions {
  if (!isFields(given)) throw concealedError('jwt', 'an object { issuer, audience, key, … }');
  throwFirst(concealed(unknownFields(given, known, 'jwt', 'jwt.')));
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
  const names: unknown[] = Array.isArray(value) ? [...value] : [value];
  if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) {
    return names as string[];
  }
  const allowed = 'a string that is not empty, or a list of at least one';
  throw new InvalidInputError({ field, value, allowed });
}

type KeyKind = 'secret' | 'public' | 'lookup';

function keyFrom(key: unknown): [JwtKey | JwtKeyLookup, KeyKind] {
  if (typeof key === 'function') return [key as JwtKeyLookup, 'lookup'];
  if (key instanceof Uint8Array) return [secretFrom(key), 'secret'];
  const { type, kty, d, priv }: Readonly<Record<string, unknown>> = Object(key);
  if (type === 'private' || d !== undefined || priv !== undefined) {
    throw concealedError('jwt.key', 'the public key: the private one belongs to the issuer alone');
  }
  if (type === 'secret' || type === 'public') return [key as JwtKey, type];
  // A copy, because jose would freeze it.
  if (isFields(key) && typeof kty === 'string')
    return [{ ...key }, kty === 'oct' ? 'secret' : 'public'];
  const allowed =
    'a CryptoKey, a KeyObject, a JSON Web Key, the bytes of a secret, or a function that finds the key, such as createRemoteJWKSet and createLocalJWKSet make';
  throw concealedError('jwt.key', allowed);
}

/** A copy, because nobody should be able to change it later. */
function secretFrom(key: Uint8Array): Uint8Array {
  // The text of a public key, taken for a secret, would be one that everybody knows.
  if (new TextDecoder().decode(key.subarray(0, 100)).includes('-----BEGIN')) {
    throw concealedError('jwt.key', 'the bytes of a secret; importSPKI of jose reads a PEM');
  }
  return new Uint8Array(key);
}

function algorithmsFrom(given: unknown, kind: KeyKind): JwtAlgorithm[] {
  if (given === undefined) return kind === 'secret' ? ['HS256'] : [...publicAlgorithms];
  if (!Array.isArray(given) || given.length === 0) {
    const allowed = 'a list of at least one algorithm; left out for the usual ones';
    throw new InvalidInputError({ field: 'jwt.algorithms', value: given, allowed });
  }
  const ofPublic = [...publicAlgorithms, ...newAlgorithms];
  const allowed = [
    ...(kind === 'public' ? [] : secretAlgorithms),
    ...(kind === 'secret' ? [] : ofPublic),
  ];
  // Not 'none', nor one of the other kind: by HS256 a public key would be taken for a secret.
  throwFirst(given.flatMap((each, index) => member(`jwt.algorithms[${index}]`, each, allowed)));
  const isOfSecret = (each: unknown) => member('', each, secretAlgorithms).length === 0;
  if (given.some(isOfSecret) && !given.every(isOfSecret)) {
    const unmixed = 'either those of secrets (HS…) or those of public keys, never both';
    throw new InvalidInputError({ field: 'jwt.algorithms', value: given, allowed: unmixed });
  }
  return [...given];
}

/** RFC 7518, section 3.2: one that is shorter than the hash is easier to guess than to break. */
function refuseShortSecret(key: JwtKey | JwtKeyLookup, algorithms: readonly JwtAlgorithm[]): void {
  const length = secretLength(key);
  const bytes = Math.max(...algorithms.map((each) => Number(each.slice(2)) / 8));
  if (length < bytes) throw concealedError('jwt.key', `a secret of at least ${bytes} bytes`);
}

/** In bytes; endless for what is no secret, or does not tell. */
function secretLength(key: JwtKey | JwtKeyLookup): number {
  if (key instanceof Uint8Array) return key.length;
  const { kty, k, symmetricKeySize, algorithm }: Readonly<Record<string, unknown>> = Object(key);
  if (kty === 'oct') return typeof k === 'string' ? Math.floor((k.length * 3) / 4) : 0;
  if (typeof symmetricKeySize === 'number') return symmetricKeySize;
  const { name, length } = Object(algorithm);
  return name === 'HMAC' && typeof length === 'number' ? length / 8 : Number.POSITIVE_INFINITY;
}
