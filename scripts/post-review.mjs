// Puts a review onto the pull or merge request of a pipeline, as one comment that later runs update.
//
//   node scripts/post-review.mjs review.md
//
// GitHub: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST. GitLab: CI_API_V4_URL, CI_PROJECT_ID,
// CI_MERGE_REQUEST_IID, GITLAB_REVIEW_TOKEN. Exit code 1 when the server refuses, 2 for a mistake in the call.
import { readFileSync } from 'node:fs';

const pageSize = 100;
const lastPage = 50;
const milliseconds = 30_000;

/** @param {string} name @returns {string} */
function need(name) {
  const value = process.env[name];
  if (value === undefined || value === '') fail(2, `${name} is not set`);
  return value;
}

/** @param {number} code @param {string} message @returns {never} */
function fail(code, message) {
  process.stderr.write(`post-review: ${message}\n`);
  process.exit(code);
}

/** Where comments of this request are listed and written, and how: the two servers differ in little else. */
function findServer() {
  if (process.env['GITLAB_CI'] !== undefined || process.env['CI_API_V4_URL'] !== undefined) {
    const project = `${need('CI_API_V4_URL')}/projects/${encodeURIComponent(need('CI_PROJECT_ID'))}`;
    const notes = `${project}/merge_requests/${encodeURIComponent(need('CI_MERGE_REQUEST_IID'))}/notes`;
    return {
      list: notes,
      one: (/** @type {number} */ id) => `${notes}/${id}`,
      updateMethod: 'PUT',
      headers: { 'PRIVATE-TOKEN': need('GITLAB_REVIEW_TOKEN') },
    };
  }
  const repository = `${process.env['GITHUB_API_URL'] ?? 'https://api.github.com'}/repos/${need('GITHUB_REPOSITORY')}`;
  return {
    list: `${repository}/issues/${encodeURIComponent(need('PULL_REQUEST'))}/comments`,
    one: (/** @type {number} */ id) => `${repository}/issues/comments/${id}`,
    updateMethod: 'PATCH',
    headers: {
      Authorization: `Bearer ${need('GITHUB_TOKEN')}`,
      Accept: 'application/vnd.github+json',
      'X-GitHub-Api-Version': '2022-11-28',
    },
  };
}

/** @param {string} method @param {string} url @param {Record<string, string>} headers @param {unknown} [body] */
async function call(method, url, headers, body) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(milliseconds),
    redirect: 'error',
  });
  if (!response.ok)
    throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${response.statusText}`);
  return response.json();
}

const [file] = process.argv.slice(2);
if (file === undefined) fail(2, 'usage: node scripts/post-review.mjs <file>');
const body = readFileSync(file, 'utf8');
const marker = body.split('\n')[0] ?? '';
if (!marker.startsWith('<!--')) fail(2, `${file} does not begin with the line that marks a review`);
const server = findServer();
try {
  let mine;
  for (let page = 1; mine === undefined && page <= lastPage; page += 1) {
    const comments = await call('GET', `${server.list}?per_page=${pageSize}&page=${page}`, server.headers);
    mine = comments.find((/** @type {{ body?: string }} */ comment) => comment.body?.startsWith(marker));
    if (comments.length < pageSize) break;
  }
  if (mine === undefined) await call('POST', server.list, server.headers, { body });
  else await call(server.updateMethod, server.one(mine.id), server.headers, { body });
  process.stdout.write(mine === undefined ? 'The review was added.\n' : 'The review was updated.\n');
} catch (error) {
  fail(1, `the review could not be posted: ${/** @type {Error} */ (error).message}`);
}
