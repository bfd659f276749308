/** JSON Web Tokens, verified by the optional package `jose`, which is loaded with the first token. */
import type { errors, JWTPayload, JWTVerifyGetKey, KeyInput } from 'jose';
import { optional, shortened } from '../../input';
import type { Caller } from './authentication';
import {
  type CheckedJwtOptions,
  type JwtClaims,
  type JwtKey,
  type JwtKeyLookup,
  jwtOptionsFrom,
} from './bearer-jwt-options';
import { concealedError } from './concealed';

/** The caller whom a token stands for, or why it is refused. The reason holds nothing of the token. */
export type JwtResult =
  | { readonly caller: Caller }
  | { readonly caller?: undefined; readonly reason: string };

/**
 * Verifies tokens. Throws InvalidInputError for malformed options. A call rejects where the token cannot be
 * judged: with MissingPackageError without jose, else with what the lookup of the key or `may` has thrown.
 */
export function jwtVerifier(given: unknown): (token: string) => Promise<JwtResult> {
  const options = jwtOptionsFrom(given);
  return async (token) => {
    const jose = await loadJose();
    const { key, failure } = watched(options.key);
    let claims: JWTPayload;
    try {
      claims = await claimsIn(jose, token, key, options);
    } catch (error) {
      if (failure.happened) throw failure.error;
      return { reason: reasonOf(error) };
    }
    const { sub } = claims;
    if (typeof sub !== 'string' || sub === '') {
      return { reason: 'the claim sub of the token names nobody' };
    }
    const may = mayOf(options, claims as unknown as JwtClaims);
    return { caller: Object.freeze({ subject: sub, may }) };
  };
}

type Jose = typeof import('jose');

function loadJose(): Promise<Jose> {
  return optional('jose', 'JSON Web Tokens are verified by', import('jose'));
}

type JoseKey = KeyInput | JWTVerifyGetKey;

/** What is wrong with a token rather than with the keys, though the lookup of the key has found it. */
const faultsOfTokens: readonly unknown[] = [
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_NOT_SUPPORTED',
];

/** Keeps an error of the lookup apart from what jose says of the token. */
function watched(key: JwtKey | JwtKeyLookup) {
  const failure: { happened: boolean; error?: unknown } = { happened: false };
  if (typeof key !== 'function') return { key: key as JoseKey, failure };
  const lookup = async (...header: Parameters<JwtKeyLookup>) => {
    try {
      return await key(...header);
    } catch (error) {
      if (!faultsOfTokens.includes(codeOf(error))) {
        failure.happened = true;
        failure.error = error;
      }
      throw error;
    }
  };
  return { key: lookup as unknown as JoseKey, failure };
}

async function claimsIn(
  { jwtVerify }: Jose,
  token: string,
  key: JoseKey,
  { issuer, audience, algorithms, clockTolerance }: CheckedJwtOptions,
): Promise<JWTPayload> {
  const requiredClaims = ['exp', 'sub'];
  const checks = { issuer, audience, algorithms, clockTolerance, requiredClaims };
  try {
    return (await jwtVerify(token, key, checks)).payload;
  } catch (error) {
    if (codeOf(error) !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') throw error;
    // A token that does not name its key, while keys are rotated: any of them may be the one.
    let last = error;
    for await (const candidate of error as errors.JWKSMultipleMatchingKeys) {
      try {
        return (await jwtVerify(token, candidate, checks)).payload;
      } catch (refused) {
        if (codeOf(refused) !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw refused;
        last = refused;
      }
    }
    throw last;
  }
}

/** By the code, not by the class: the host may have made its key set with another copy of jose. */
function codeOf(error: unknown): unknown {
  return Object(error).code;
}

/** In words that are those of jose and ours alone: its messages quote from tokens. */
function reasonOf(error: unknown): string {
  const { claim, reason, message }: Readonly<Record<string, unknown>> = Object(error);
  const code = codeOf(error);
  if (code === 'ERR_JWT_EXPIRED') return 'the token has expired';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return `the claim ${claim} is wrong: ${reason}`;
  if (typeof code === 'string' && /^ERR_J[A-Z_]+$/.test(code))
    return `the token is refused: ${code}`;
  // Not jose has refused, but the platform: the key does not fit the algorithm.
  return `the token cannot be verified by this key: ${shortened(String(message), 200)}`;
}

function mayOf(options: CheckedJwtOptions, claims: JwtClaims): Caller['may'] {
  if (options.may === undefined) return undefined;
  const may: unknown = options.may(claims);
  // Left out would mean everything: a mapping that forgets to return must not.
  if (typeof may !== 'function')
    throw concealedError('jwt.may', 'a function that returns a function');
  return may as Caller['may'];
}
