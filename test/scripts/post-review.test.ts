import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'post-review.mjs');
const review = '<!-- matrix-gitops diff -->\n### ROUTINE: no dangers\n';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** A server that holds comments of one request, and remembers who called. */
async function startServer(comments: readonly { id: number; body: string }[], status = 200) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://localhost');
      calls.push({ method: request.method ?? '', path: url.pathname, body, headers: request.headers });
      const page = Number(url.searchParams.get('page') ?? 1);
      const size = Number(url.searchParams.get('per_page') ?? comments.length);
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify(request.method === 'GET' ? comments.slice((page - 1) * size, page * size) : {}),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function run(
  environment: Record<string, string>,
  text = review,
): Promise<{ code: number | null; output: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'matrix-gitops-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'review.md');
  writeFileSync(file, text);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, file], {
      env: { PATH: process.env['PATH'], ...environment },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.on('close', (code) => resolve({ code, output }));
  });
}

const github = (url: string) => ({
  GITHUB_API_URL: url,
  GITHUB_REPOSITORY: 'acme/matrix',
  GITHUB_TOKEN: 'token-1',
  PULL_REQUEST: '7',
});
const gitlab = (url: string) => ({
  GITLAB_CI: 'true',
  CI_API_V4_URL: `${url}/api/v4`,
  CI_PROJECT_ID: '12',
  CI_MERGE_REQUEST_IID: '7',
  GITLAB_REVIEW_TOKEN: 'token-1',
});

describe('a review is posted', () => {
  it('to GitHub as a new comment', async () => {
    const { calls, url } = await startServer([{ id: 1, body: 'a person wrote this' }]);
    expect(await run(github(url))).toEqual({ code: 0, output: 'The review was added.\n' });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/acme/matrix/issues/7/comments',
      'POST /repos/acme/matrix/issues/7/comments',
    ]);
    expect(JSON.parse(calls[1]?.body ?? '')).toEqual({ body: review });
    expect(calls[0]?.headers.authorization).toBe('Bearer token-1');
  });

  it('to GitHub over the comment of an earlier run, wherever it stands', async () => {
    const others = Array.from({ length: 120 }, (_, id) => ({ id, body: 'a person wrote this' }));
    const { calls, url } = await startServer([
      ...others,
      { id: 500, body: '<!-- matrix-gitops diff -->\nold' },
    ]);
    expect(await run(github(url))).toEqual({ code: 0, output: 'The review was updated.\n' });
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /repos/acme/matrix/issues/7/comments',
      'GET /repos/acme/matrix/issues/7/comments',
      'PATCH /repos/acme/matrix/issues/comments/500',
    ]);
  });

  it('to GitLab, added and updated', async () => {
    const first = await startServer([]);
    expect((await run(gitlab(first.url))).output).toBe('The review was added.\n');
    const second = await startServer([{ id: 3, body: '<!-- matrix-gitops diff -->\nold' }]);
    expect((await run(gitlab(second.url))).output).toBe('The review was updated.\n');
    expect(second.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v4/projects/12/merge_requests/7/notes',
      'PUT /api/v4/projects/12/merge_requests/7/notes/3',
    ]);
    expect(second.calls[0]?.headers['private-token']).toBe('token-1');
  });

  it('not when the server refuses, and the token stays out of the message', async () => {
    const { url } = await startServer([], 403);
    const { code, output } = await run(github(url));
    expect(code).toBe(1);
    expect(output).toContain('403');
    expect(output).not.toContain('token-1');
  });

  it.each([
    [
      'without a token',
      { GITHUB_REPOSITORY: 'acme/matrix', PULL_REQUEST: '7' },
      review,
      'GITHUB_TOKEN is not set',
    ],
    [
      'that is no review',
      github('http://127.0.0.1:9'),
      'hello\n',
      'does not begin with the line that marks a review',
    ],
  ])('not %s', async (_, environment, text, message) => {
    const { code, output } = await run(environment, text);
    expect(code).toBe(2);
    expect(output).toContain(message);
  });
});
