/**
 * API keys: long random texts, each of which stands for a caller.
 *
 * A token is compared by its SHA-256, so a configuration can hold hashes alone. Once a token was
 * admitted, it is compared as it is, because to hash it again takes longer than the answer. Neither
 * comparison depends on where two texts differ, so their time reveals nothing about a key. There is
 * no salt and no slow hash: those protect passwords that people choose, and keys are long and
 * random.
 */
import { has, itemsOf } from '../../input';
import type { Caller, May } from './authentication';
import { concealedError, concealedFields, secretError } from './concealed';

/** The caller that an API key stands for. */
export interface ApiKeyHolder {
  /** The name for the log. By default the place of the key in the list, such as `apiKeys[0]`. */
  readonly subject?: string | undefined;
  /** Its permissions; left out, it may do everything. */
  readonly may?: May | undefined;
}

/**
 * An API key: a text, or an object with the key, or its SHA-256 in hex from `hashApiKey`, and its
 * holder. A key has 16 to 4096 of the characters that a bearer token may have.
 */
export type ApiKey =
  | string
  | (ApiKeyHolder & { readonly key: string; readonly sha256?: undefined })
  | (ApiKeyHolder & { readonly sha256: string; readonly key?: undefined });

/** Resolves with the caller that a key stands for, if any. */
export type FindKeyHolder = (token: string) => Promise<Caller | undefined>;

const keyAllowed = 'a key of 16 to 4096 letters, digits, and -._~+/, perhaps with = at the end';

function isKey(value: unknown): value is string {
  if (typeof value !== 'string' || value.length < 16 || value.length > 4096) return false;
  // A bearer token can have no other characters: RFC 6750, section 2.1.
  return /^[\w.~+/-]+=*$/.test(value);
}

/**
 * Returns the SHA-256 of an API key in lower-case hex, for a configuration without the key itself.
 * Rejects with InvalidInputError, which does not show the key, if it is not a valid key.
 */
export async function hashApiKey(key: string): Promise<string> {
  if (!isKey(key)) throw concealedError('key', keyAllowed);
  return Array.from(await digestOf(key), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/**
 * Returns a function that finds the holder of a key. Throws InvalidInputError for keys that are
 * malformed or occur twice. If a key and its own hash are both listed, only the calls can tell, and
 * they reject.
 */
export function keyHolders(given: unknown): FindKeyHolder {
  const entries = keyEntriesOf(given);
  // Only at the first request, because workers allow no cryptography while they load.
  let hashed: Promise<readonly Uint8Array[]> | undefined;
  /** The keys that were admitted, at the places of their entries. */
  const admitted = entries.map(() => '');
  return async (token) => {
    const known = indexOfText(admitted, token);
    if (known >= 0) return entries[known]?.caller;
    hashed ??= digestsOf(entries);
    const index = indexOfDigest(await hashed, await digestOf(token));
    if (index >= 0) admitted[index] = token;
    return entries[index]?.caller;
  };
}

interface KeyEntry {
  readonly field: string;
  readonly secret: { readonly key: string } | { readonly sha256: string };
  readonly caller: Caller;
}

function keyEntriesOf(given: unknown): readonly KeyEntry[] {
  const keys = itemsOf(given, 'apiKeys');
  if (keys === undefined || keys.length === 0) {
    const allowed = 'a list of at least one key; leave it out if there is none';
    throw secretError('apiKeys', given, allowed);
  }
  const entries = keys.map((each, index) => keyEntryOf(each, `apiKeys[${index}]`));
  refuseDuplicates(entries, ({ secret }) => (has(secret, 'key') ? secret.key : secret.sha256));
  return entries;
}

const entryFields = ['key', 'sha256', 'subject', 'may'];

function keyEntryOf(given: unknown, field: string): KeyEntry {
  const entry = concealedFields(typeof given === 'string' ? { key: given } : given, `${field}.`);
  // Not even the name of an unknown field is shown: it may be a key, as in { [key]: subject }.
  if (entry === undefined || Object.keys(entry).some((name) => !entryFields.includes(name))) {
    throw secretError(field, given, 'a key, or an object { key or sha256, subject?, may? }');
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
): KeyEntry['secret'] {
  if ((key === undefined) === (sha256 === undefined)) {
    throw concealedError(field, 'an object with either key or sha256, not both');
  }
  if (sha256 === undefined) {
    if (!isKey(key)) throw secretError(alone ? field : `${field}.key`, key, keyAllowed);
    return { key };
  }
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) {
    const allowed = 'a SHA-256 of 64 hexadecimal digits; see hashApiKey';
    throw secretError(`${field}.sha256`, sha256, allowed);
  }
  return { sha256: sha256.toLowerCase() };
}

async function digestsOf(entries: readonly KeyEntry[]): Promise<readonly Uint8Array[]> {
  const hashed = await Promise.all(
    entries.map(async ({ field, secret }) => {
      return {
        field,
        digest: has(secret, 'key') ? await digestOf(secret.key) : bytesOf(secret.sha256),
      };
    }),
  );
  refuseDuplicates(hashed, ({ digest }) => digest.join());
  return hashed.map(({ digest }) => digest);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function refuseDuplicates<Of extends { readonly field: string }>(
  entries: readonly Of[],
  identityOf: (entry: Of) => string,
): void {
  const seen = new Map<string, string>();
  for (const entry of entries) {
    const first = seen.get(identityOf(entry));
    if (first !== undefined) throw concealedError(entry.field, `another key than ${first}`);
    seen.set(identityOf(entry), entry.field);
  }
}

/**
 * Returns the index of this digest in the list; -1 if it is missing. The digests must differ from
 * one another. In constant time: reads every byte of every digest and never branches on one. Pure.
 */
export function indexOfDigest(
  digests: readonly ArrayLike<number>[],
  digest: ArrayLike<number>,
): number {
  let found = 0;
  for (let index = 0; index < digests.length; index += 1) {
    let difference = 0;
    for (let byte = 0; byte < digest.length; byte += 1) {
      difference |= (digests[index]?.[byte] ?? 0) ^ (digest[byte] ?? 0);
    }
    found |= placeIf(difference, index);
  }
  return found - 1;
}

/**
 * Returns the index of this text in the list; -1 if it is missing. The texts must differ from one
 * another, or be empty. The time depends on the lengths alone: reads every character of every text
 * that is as long, and never branches on one. Pure.
 */
export function indexOfText(texts: readonly string[], text: string): number {
  let found = 0;
  for (const [index, other] of texts.entries()) {
    if (other.length !== text.length) continue;
    let difference = 0;
    for (let at = 0; at < text.length; at += 1) {
      difference |= other.charCodeAt(at) ^ text.charCodeAt(at);
    }
    found |= placeIf(difference, index);
  }
  return text === '' ? -1 : found - 1;
}

/** Returns the place of an index, counted from 1, if nothing differs; else 0. Never branches. */
function placeIf(difference: number, index: number): number {
  // All ones if nothing differs, else zero.
  const same = (difference - 1) >> 31;
  return same & (index + 1);
}
