/**
 * Authentication by bearer tokens, RFC 6750: API keys, JSON Web Tokens, or both.
 *
 * A token comes in the header `Authorization` and nowhere else: in a URL it would end up in logs.
 * The client learns only an error code of the RFC; the detailed reason is for the log.
 */
import { InvalidInputError, throwFirst, unknownFields } from '../../input';
import type { Authenticate, Denial } from './authentication';
import { jwtVerifier } from './bearer-jwt';
import type { JwtOptions } from './bearer-jwt-options';
import { type ApiKey, keyHolders } from './bearer-keys';
import { concealed, concealedError, concealedFields } from './concealed';

/** The options of bearer authentication. Give `apiKeys`, `jwt` or both. */
export interface BearerOptions {
  /** At least one key. All of them are compared, in constant time. */
  readonly apiKeys?: readonly ApiKey[] | undefined;
  /** Needs the package `jose`. */
  readonly jwt?: JwtOptions | undefined;
  /** The realm in the challenge: printable ASCII without quotes. By default `pipelines`. */
  readonly realm?: string | undefined;
}

/**
 * Creates a hook that accepts these API keys, and JSON Web Tokens that these options allow. A token
 * of three parts that is not an API key is taken for a JSON Web Token.
 *
 * Throws InvalidInputError for malformed options; the error shows no key. The hook rejects if it
 * cannot judge a token: with MissingPackageError if jose is needed and not installed, or with the
 * error of the key lookup or of `jwt.may`.
 */
export function bearer(options: BearerOptions): Authenticate {
  const { apiKeys, jwt, realm } = bearerOptions(options);
  const holderOf = apiKeys === undefined ? undefined : keyHolders(apiKeys);
  const verify = jwt === undefined ? undefined : jwtVerifier(jwt);
  const deny = denier(realm);
  return async (request) => {
    const header = request.headers.get('authorization') ?? '';
    if (header === '') return deny('there are no credentials');
    if (!scheme.test(header)) return deny('the scheme of the credentials is not Bearer');
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

const optionNames = ['apiKeys', 'jwt', 'realm'];

function bearerOptions(options: BearerOptions) {
  const given = concealedFields(options);
  if (given === undefined) throw concealedError('options', 'an object { apiKeys, jwt, realm }');
  throwFirst(concealed(unknownFields(given, optionNames, 'bearer')));
  const { apiKeys, jwt, realm = 'pipelines' } = given;
  if (apiKeys === undefined && jwt === undefined) {
    const allowed =
      'given, or jwt, or both; to let everybody in, use noAuthentication instead of bearer';
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

/** Returns the token of a header whose scheme is Bearer; undefined if it is malformed. */
function tokenIn(header: string): string | undefined {
  // First, so that a header of megabytes costs no time.
  if (header.length > tokenLengthMax + 'Bearer '.length) return undefined;
  return /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
}

/**
 * RFC 6750, section 3: no error code if the client may not have known that credentials are
 * required.
 */
function denier(realm: string) {
  const challenge = `Bearer realm="${realm.replaceAll('\\', '\\\\')}"`;
  return (reason: string, error?: 'invalid_request' | 'invalid_token'): Denial =>
    Object.freeze({
      denied: true,
      reason,
      challenge: error === undefined ? challenge : `${challenge}, error="${error}"`,
    });
}
