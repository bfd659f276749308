/**
 * Authentication by bearer tokens, RFC 6750: API keys, JSON Web Tokens, or both.
 *
 * A token comes in the header `Authorization` and nowhere else: in a URL it would end up in logs. What the
 * client did wrong it learns in three words of the RFC; why in detail is for the log.
 */
import { InvalidInputError, isFields, throwFirst, unknownFields } from '../../input';
import type { Authenticate, Denial } from './authentication';
import { jwtVerifier } from './bearer-jwt';
import type { JwtOptions } from './bearer-jwt-options';
import { type ApiKey, keyHolders } from './bearer-keys';
import { concealed, concealedError } from './concealed';

export type {
  JwtAlgorithm,
  JwtClaims,
  JwtHeader,
  JwtKey,
  JwtKeyLookup,
  JwtOptions,
} from './bearer-jwt-options';
export { type ApiKey, type ApiKeyHolder, hashApiKey } from './bearer-keys';

/** Whom to let in. At least one of `apiKeys` and `jwt` is given. */
export interface BearerOptions {
  /** At least one. Each is compared, and in constant time. */
  readonly apiKeys?: readonly ApiKey[] | undefined;
  /** Needs the package `jose`. */
  readonly jwt?: JwtOptions | undefined;
  /** What the challenge calls what is protected: printable ASCII without quotes. By default `pipelines`. */
  readonly realm?: string | undefined;
}

/**
 * A hook that lets in who presents one of these API keys, or a token that these options allow. A token of
 * three parts that is no API key is taken for a JSON Web Token.
 *
 * Throws InvalidInputError for malformed options; it shows no key. The hook rejects where it cannot judge a
 * token: with MissingPackageError where jose is needed and not installed, or with what the lookup of a key
 * or `jwt.may` has thrown.
 */
export function bearer(options: BearerOptions): Authenticate {
  const { apiKeys, jwt, realm } = checked(options);
  const holderOf = apiKeys === undefined ? undefined : keyHolders(apiKeys);
  const verify = jwt === undefined ? undefined : jwtVerifier(jwt);
  const deny = denials(realm);
  return async (request) => {
    const header = request.headers.get('authorization') ?? '';
    if (header === '') return deny('there are no credentials');
    if (!scheme.test(header)) return deny('the credentials are of another scheme than Bearer');
    const token = tokenIn(header);
    if (token === undefined)
      return deny('the header Authorization is malformed', 'invalid_request');
    const holder = await holderOf?.(token);
    if (holder !== undefined) return holder;
    if (verify === undefined || token.split('.').length !== 3) {
      return deny('the token is unknown', 'invalid_token');
    }
    const verdict = await verify(token);
    return verdict.caller ?? deny(verdict.reason, 'invalid_token');
  };
}

const known = ['apiKeys', 'jwt', 'realm'];

function checked(options: BearerOptions) {
  const given: unknown = options;
  if (!isFields(given)) throw concealedError('options', 'an object { apiKeys, jwt, realm }');
  throwFirst(concealed(unknownFields(given, known, 'bearer')));
  const { apiKeys, jwt, realm = 'pipelines' } = given;
  if (apiKeys === undefined && jwt === undefined) {
    const allowed = 'given, or jwt; to let in everybody, use noAuthentication in place of bearer';
    throw new InvalidInputError({ field: 'apiKeys', value: apiKeys, allowed });
  }
  if (typeof realm !== 'string' || !/^[ !#-~]+$/.test(realm)) {
    const allowed = 'printable ASCII characters without quotes, at least one';
    throw new InvalidInputError({ field: 'realm', value: realm, allowed });
  }
  return { apiKeys, jwt, realm };
}

/** The scheme as a whole word: neither `Bearers` nor `Bearer-2`. */
const scheme = /^bearer(?![\w!#$%&'*+.^`|~-])/i;

const tokenLengthMax = 8192;

/** The one token of a header whose scheme is Bearer. */
function tokenIn(header: string): string | undefined {
  // First, so that no time is spent on a header of megabytes.
  if (header.length > tokenLengthMax + 'Bearer '.length) return undefined;
  return /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
}

/** RFC 6750, section 3: no error where the client may not have known that credentials are needed. */
function denials(realm: string) {
  const challenge = `Bearer realm="${realm.replaceAll('\\', '\\\\')}"`;
  return (reason: string, error?: 'invalid_request' | 'invalid_token'): Denial =>
    Object.freeze({
      denied: true,
      reason,
      challenge: error === undefined ? challenge : `${challenge}, error="${error}"`,
    });
}
