/**
 * JSON Web Tokens, verified by the optional package `jose`, which is loaded for the first token.
 */
import type { errors, JWTPayload, JWTVerifyGetKey, KeyInput } from 'jose';
import { fieldOf, importError, readThrown, shortened } from '../../input';
import type { Caller } from './authentication';
import {
  type CheckedJwtOptions,
  type JwtClaims,
  type JwtKey,
  type JwtKeyLookup,
  jwtOptionsFrom,
} from './bearer-jwt-options';
import { concealedError } from './concealed';

/**
 * The caller of a token, or the reason that it is refused. The reason quotes nothing of the token.
 */
export type JwtResult =
  | { readonly caller: Caller }
  | { readonly caller?: undefined; readonly reason: string };

/**
 * Returns a function that verifies tokens. Throws InvalidInputError for malformed options. A call
 * rejects if the token cannot be judged: with MissingPackageError without jose, or with the error
 * of the key lookup or of `may`.
 */
export function jwtVerifier(given: unknown): (token: string) => Promise<JwtResult> {
  const options = jwtOptionsFrom(given);
  return async (token) => {
    const jose = await loadJose();
    const { key, failure } = observedKey(options.key);
    let claims: JWTPayload;
    try {
      claims = await claimsIn(jose, token, key, options);
    } catch (error) {
      if (failure.happened) throw failure.error;
      return { reason: denialReason(error) };
    }
    const { sub, exp = 0 } = claims;
    if (typeof sub !== 'string' || sub === '') {
      return { reason: 'the claim sub of the token names nobody' };
    }
    const may = mayOf(options, claims as unknown as JwtClaims);
    // Within the tolerance it is still accepted, so it has not expired yet.
    const expiresAt = (exp + options.clockTolerance) * 1000;
    return { caller: Object.freeze({ subject: sub, may, expiresAt }) };
  };
}

type Jose = typeof import('jose');

async function loadJose(): Promise<Jose> {
  try {
    return await import('jose');
  } catch (cause) {
    throw importError(cause, 'jose', 'JSON Web Tokens are verified by');
  }
}

type JoseKey = KeyInput | JWTVerifyGetKey;

/** The errors of a key lookup that are faults of the token, not of the server. */
const faultsOfTokens: readonly unknown[] = [
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_NOT_SUPPORTED',
];

/** Keeps errors of the lookup apart from those of jose about the token. */
function observedKey(key: JwtKey | JwtKeyLookup) {
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
    // The token does not name its key, and keys are being rotated: any of them may be the right
    // one.
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

/**
 * Identifies an error by its code, because the host may use another copy of jose for its key set.
 */
function codeOf(error: unknown): unknown {
  return fieldOf(error, 'code');
}

/** Says why a token is refused, without the messages of jose: they quote from tokens. */
function denialReason(error: unknown): string {
  const code = codeOf(error);
  const said = (name: string) => readThrown(fieldOf(error, name)).text;
  if (code === 'ERR_JWT_EXPIRED') return 'the token has expired';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    return `the claim ${said('claim')} is wrong: ${said('reason')}`;
  }
  if (typeof code === 'string' && /^ERR_J[A-Z_]+$/.test(code))
    return `the token is refused: ${code}`;
  // The platform has refused, not jose: the key does not fit the algorithm.
  return `the token cannot be verified by this key: ${shortened(readThrown(error).message, 200)}`;
}

function mayOf(options: CheckedJwtOptions, claims: JwtClaims): Caller['may'] {
  if (options.may === undefined) return undefined;
  const may: unknown = options.may(claims);
  // Undefined would allow everything, and a function that forgets to return must not.
  if (typeof may !== 'function')
    throw concealedError('jwt.may', 'a function that returns a function');
  return may as Caller['may'];
}
