/**
 * API keys: long random texts, each of which stands for a caller.
 *
 * Only their SHA-256 is compared. A configuration can therefore hold hashes alone, and how long a
 * comparison takes tells nothing about a key: an attacker cannot steer the hash of what is presented.
 * No salt and no slow hash, which protect passwords that people choose: keys are long and random.
 */
import { isFields } from '../../input';
import type { Caller, May } from './authentication';
import { concealedError } from './concealed';

/** Who an API key stands for, and what that caller may do. */
export interface ApiKeyHolder {
  /** Who it is, for the log. By default the place of the key in the list, such as `apiKeys[0]`. */
  readonly subject?: string | undefined;
  /** Left out: everything. */
  readonly may?: May | undefined;
}

/**
 * An API key: itself, or with its holder, or as its SHA-256 in hex, which `hashApiKey` gives. A key has
 * from 16 to 4096 characters of those that a bearer token may have.
 */
export type ApiKey =
  | string
  | (ApiKeyHolder & { readonly key: string; readonly sha256?: undefined })
  | (ApiKeyHolder & { readonly sha256: string; readonly key?: undefined });

/** The caller that a key stands for, if any. */
export type FindKeyHolder = (token: string) => Promise<Caller | undefined>;

const keyAllowed = 'a key of 16 to 4096 letters, digits, and -._~+/, perhaps with = at the end';

function isKey(value: unknown): value is string {
  if (typeof value !== 'string' || value.length < 16 || value.length > 4096) return false;
  // Others could never be presented: RFC 6750, section 2.1.
  return /^[\w.~+/-]+=*$/.test(value);
}

/**
 * The SHA-256 of an API key in lower-case hex, to be put into a configuration in place of the key.
 * Rejects with InvalidInputError, which does not show it, for what can be no key.
 */
export async function hashApiKey(key: string): Promise<string> {
  if (!isKey(key)) throw concealedError('key', keyAllowed);
  return Array.from(await digestOf(key), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/**
 * Finds the holders of these keys. Throws InvalidInputError for keys that are malformed or occur twice.
 * Where a key and a hash are of the same key, this cannot be seen at once: then each call rejects.
 */
export function keyHolders(given: unknown): FindKeyHolder {
  const entries = entriesOf(given);
  // Not before the first request, because workers allow no cryptography while they load.
  let hashed: Promise<readonly Uint8Array[]> | undefined;
  return async (token) => {
    hashed ??= digestsOf(entries);
    const position = positionOf(await hashed, await digestOf(token));
    return entries[position]?.caller;
  };
}

interface Entry {
  readonly field: string;
  readonly secret: { readonly key: string } | { readonly sha256: string };
  readonly caller: Caller;
}

function entriesOf(given: unknown): readonly Entry[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw concealedError('apiKeys', 'a list of at least one key; left out where there is none');
  }
  const entries = Array.from(given, (each: unknown, index) => entryOf(each, `apiKeys[${index}]`));
  refuseTwins(entries, ({ secret }) => ('key' in secret ? secret.key : secret.sha256));
  return entries;
}

const entryFields = ['key', 'sha256', 'subject', 'may'];

function entryOf(given: unknown, field: string): Entry {
  const entry: unknown = typeof given === 'string' ? { key: given } : given;
  // Not even the name of an unknown field is shown: it may be the key, as in { [key]: subject }.
  if (!isFields(entry) || Object.keys(entry).some((name) => !entryFields.includes(name))) {
    throw concealedError(field, 'a key, or an object { key or sha256, subject?, may? }');
  }
  const { subject = field, may } = entry;
  if (typeof subject !== 'string' || subject === '') {
    throw concealedError(`${field}.subject`, 'a string that is not empty');
  }
  if (may !== undefined && typeof may !== 'function') {
    throw concealedError(`${field}.may`, 'a function');
  }
  const caller = Object.freeze({ subject, may: may as May | undefined });
  return { field, secret: secretOf(entry, typeof given === 'string', field), caller };
}

function secretOf(
  { key, sha256 }: Readonly<Record<string, unknown>>,
  alone: boolean,
  field: string,
): Entry['secret'] {
  if ((key === undefined) === (sha256 === undefined)) {
    throw concealedError(field, 'an object with key or with sha256, and not with both');
  }
  if (sha256 === undefined) {
    if (!isKey(key)) throw concealedError(alone ? field : `${field}.key`, keyAllowed);
    return { key };
  }
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw concealedError(`${field}.sha256`, 'a SHA-256 of 64 hexadecimal digits; see hashApiKey');
  }
  return { sha256: sha256.toLowerCase() };
}

async function digestsOf(entries: readonly Entry[]): Promise<readonly Uint8Array[]> {
  const hashed = await Promise.all(
    entries.map(async ({ field, secret }) => {
      return {
        field,
        digest: 'key' in secret ? await digestOf(secret.key) : bytesOf(secret.sha256),
      };
    }),
  );
  refuseTwins(hashed, ({ digest }) => digest.join());
  return hashed.map(({ digest }) => digest);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function refuseTwins<Of extends { readonly field: string }>(
  entries: readonly Of[],
  identityOf: (entry: Of) => string,
): void {
  const seen = new Map<string, string>();
  for (const entry of entries) {
    const twin = seen.get(identityOf(entry));
    if (twin !== undefined) throw concealedError(entry.field, `another key than ${twin}`);
    seen.set(identityOf(entry), entry.field);
  }
}

/**
 * At which place of the list this digest is; -1 where it is not. The digests differ from one another.
 * In constant time: reads every byte of every digest and never branches on one. Pure.
 */
export function positionOf(
  digests: readonly ArrayLike<number>[],
  digest: ArrayLike<number>,
): number {
  let found = 0;
  for (let index = 0; index < digests.length; index += 1) {
    let difference = 0;
    for (let byte = 0; byte < digest.length; byte += 1) {
      difference |= (digests[index]?.[byte] ?? 0) ^ (digest[byte] ?? 0);
    }
    // All ones where nothing differs, else zero.
    const same = (difference - 1) >> 31;
    found |= same & (index + 1);
  }
  return found - 1;
}
