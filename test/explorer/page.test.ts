/** The page as a whole: its policy, and how it is served. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator';
import { pageText } from './page';

describe('the page', () => {
  const text = pageText();

  test('has everything inside it, and a policy that lets nothing else run', () => {
    expect(text).not.toMatch(/<(?:script|img|link|iframe)[^>]* (?:src|href)="(?!data:,")/);
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    expect(policy).toMatch(/^default-src 'none'; /);
    for (const [element, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ]) {
      const [, inside = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(text) ?? [];
      const hash = createHash('sha256').update(inside).digest('base64');
      expect(inside).not.toBe('');
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
  });

  const served = async (headers: Record<string, string>, method = 'GET') => {
    const simulator = createSimulator({ pipelines: ['demo'], apiKey: 'a-key-of-sixteen-letters' });
    return simulator.fetch(new Request('http://127.0.0.1/', { method, headers }));
  };

  test.each(['GET', 'HEAD'])('is served to a browser that asks by %s', async (method) => {
    const answer = await served({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, method);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(method === 'GET' ? text : '');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-.*; frame-ancestors 'none'$/,
    );
  });

  test('is not served to a client that does not ask for it: the API answers as ever', async () => {
    const answer = await served({ accept: 'application/json' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const posted = await served({ accept: 'text/html' }, 'POST');
    expect(posted.status).toBe(401);
  });
});
