/** Requests of attackers, and the promises that every denial and every error must keep. */
import { expect } from 'vitest';
import {
  type Authenticate,
  type Caller,
  type Denial,
  isDenial,
} from '../../../src/http/authentication/authentication';
import { InvalidInputError } from '../../../src/input/invalid-input';

/** Returns a request with this header, even one that no client could send. */
export function requestWith(authorization?: string): Request {
  const get = (name: string) =>
    name.toLowerCase() === 'authorization' ? authorization : undefined;
  return { headers: { get: (name: string) => get(name) ?? null } } as unknown as Request;
}

/** Returns a request with this token. */
export function presenting(token: string): Request {
  return new Request('http://localhost/v0/pipelines', {
    headers: { authorization: `Bearer ${token}` },
  });
}

/** Returns the caller that the hook lets in. Fails if it denies. */
export async function admitted(authenticate: Authenticate, token: string): Promise<Caller> {
  const answer = await authenticate(presenting(token));
  if (isDenial(answer)) throw new Error(`denied: ${answer.reason}`);
  return answer;
}

/**
 * Returns the denial of this token, which must not reveal it. Fails if the hook lets somebody in.
 */
export async function denied(authenticate: Authenticate, token: string): Promise<Denial> {
  return denialOf(authenticate, presenting(token), token);
}

/** Returns the denial of a request, which must not reveal this secret or a part of it. */
export async function denialOf(
  authenticate: Authenticate,
  request: Request,
  secret = '',
): Promise<Denial> {
  const answer = await authenticate(request);
  if (!isDenial(answer)) throw new Error(`let in as ${answer.subject}`);
  expect(leaksOf(JSON.stringify(answer), secret)).toEqual([]);
  return answer;
}

/** Returns the InvalidInputError that this throws, which must not reveal these secrets. */
export function refusalOf(attempt: () => unknown, ...secrets: string[]): InvalidInputError {
  let error: unknown;
  try {
    attempt();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(InvalidInputError);
  const refusal = error as InvalidInputError;
  const told = [
    refusal.message,
    refusal.stack,
    JSON.stringify(refusal),
    String(refusal.value),
  ].join();
  expect(secrets.flatMap((secret) => leaksOf(told, secret))).toEqual([]);
  return refusal;
}

function leaksOf(text: string, secret: string): string[] {
  return [secret, ...secret.split('.')].filter((part) => part.length >= 5 && text.includes(part));
}
