import {
  type Acls,
  evaluateCondition,
  evaluateFetch,
  matchPattern,
  type RequestState,
} from './evaluate-condition.ts';
import { type HaproxySection, linesOf } from './parse-haproxy.ts';

/** Text of a map file that the configuration names, by the path that it names. */
export type ReadMap = (path: string) => string | undefined;

/** A request as far as routing looks at it. */
export interface Request {
  readonly method: string;
  readonly path: string;
}

/**
 * Backends with servers that a request through a frontend may reach, by following its rules in order. A condition that depends on
 * more than method and path counts as "may be true", so the answer can name too many, never too few.
 */
export function routeRequest(
  sections: readonly HaproxySection[],
  frontend: HaproxySection,
  request: Request,
  readMap: ReadMap,
): HaproxySection[] {
  const state: RequestState = { ...request, variables: new Map() };
  if (applyHttpRules(frontend, state, readMap) === 'stopped') return [];
  const backends = sections.filter(({ kind }) => kind === 'backend' || kind === 'listen');
  const chosen = frontend.kind === 'listen' ? [frontend] : [];
  const byName = (name: string | undefined) =>
    name === undefined ? backends : backends.filter((backend) => backend.name === name);
  let decided = false;
  for (const { words } of linesOf(frontend, 'use_backend')) {
    const truth = evaluateCondition(words.slice(2), aclsOf(frontend), state);
    if (truth === false) continue;
    chosen.push(...byName(resolveName(words[1] ?? '', state, readMap)));
    if (truth === true) {
      decided = true;
      break;
    }
  }
  if (!decided) {
    for (const { words } of linesOf(frontend, 'default_backend')) chosen.push(...byName(words[1]));
  }
  return [...new Set(chosen)].filter(
    (backend) =>
      backend.lines.some(({ words }) => words[0] === 'server' || words[0] === 'server-template') &&
      applyHttpRules(backend, { ...state, variables: new Map(state.variables) }, readMap) === 'passed',
  );
}

function aclsOf(section: HaproxySection): Acls {
  const acls = new Map<string, (readonly string[])[]>();
  for (const { words } of linesOf(section, 'acl')) {
    const [, name = '', ...test] = words;
    acls.set(name, [...(acls.get(name) ?? []), test]);
  }
  return acls;
}

const finalActions = new Set([
  'deny',
  'return',
  'tarpit',
  'reject',
  'silent-drop',
  'redirect',
  'auth',
  'use-service',
]);

/** Follows `http-request` rules; `stopped` when one certainly answers the request itself. */
function applyHttpRules(
  section: HaproxySection,
  state: RequestState,
  readMap: ReadMap,
): 'stopped' | 'passed' {
  const acls = aclsOf(section);
  for (const { words } of linesOf(section, 'http-request')) {
    const [, action = '', argument = ''] = words;
    const truth = evaluateCondition(words.slice(2), acls, state);
    if (truth === false) continue;
    if (finalActions.has(action) && truth === true) return 'stopped';
    const variable = /^set-var(?:-fmt)?\(([^,)]+)/.exec(action)?.[1];
    if (variable !== undefined) {
      const value = evaluateMapped(argument, state, readMap);
      state.variables.set(variable, truth === true ? value : undefined);
    } else if (/^(?:set|replace)-(?:path|pathq|uri)$/.test(action)) {
      state.path = undefined;
    }
  }
  return 'passed';
}

/** A backend name, or `%[expression]`; undefined when it could be any. */
function resolveName(name: string, state: RequestState, readMap: ReadMap): string | undefined {
  const expression = /^%\[(.*)\]$/.exec(name)?.[1];
  if (expression !== undefined) return evaluateMapped(expression, state, readMap);
  return name.includes('%[') ? undefined : name;
}

/** An expression that may end in a map lookup: `path,url_dec,map_reg(/etc/haproxy/routes.map,main)`. */
function evaluateMapped(expression: string, state: RequestState, readMap: ReadMap): string | undefined {
  const lookup = /^(.*?),map(?:_(str|beg|end|sub|dir|reg))?\(([^,)]+)(?:,([^)]*))?\)$/.exec(expression);
  if (lookup === null) return evaluateFetch(expression, state);
  const [, input = '', method = 'str', path = '', fallback] = lookup;
  const value = evaluateFetch(input, state);
  const map = readMap(path);
  if (value === undefined || map === undefined) return undefined;
  const entries = map
    .split('\n')
    .map((line) => /^\s*([^\s#]\S*)\s+(.*?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, key = '', result = '']) => ({ key, result }))
    .filter(({ key }) => matchPattern(method, value, key) !== false);
  // HAProxy keeps prefixes in a tree and takes the longest; everything else is a list, first match wins.
  const best =
    method === 'beg' ? entries.sort((one, other) => other.key.length - one.key.length)[0] : entries[0];
  return best?.result ?? fallback;
}
