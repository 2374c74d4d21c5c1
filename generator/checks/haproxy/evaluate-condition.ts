/** Three-valued truth: what cannot be known from a configuration is `unknown`. */
export type Truth = boolean | 'unknown';

/** What is known about a request while it passes through a proxy. */
export interface RequestState {
  readonly method: string;
  /** Undefined once a rule has changed it in a way that cannot be followed. */
  path: string | undefined;
  /** Variables that rules have set; undefined where the value cannot be known. One that is not here has not been set. */
  readonly variables: Map<string, string | undefined>;
}

/** ACLs of one proxy: each name has one or more definitions, any of which makes it true. */
export type Acls = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Truth of the words after `if` or `unless`; an absent condition is true. `or` and `||` bind weaker than adjacency. */
export function evaluateCondition(words: readonly string[], acls: Acls, state: RequestState): Truth {
  const start = words.findIndex((word) => word === 'if' || word === 'unless');
  if (start < 0) return true;
  const alternatives: Truth[] = [];
  let all: Truth = true;
  for (let index = start + 1; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === 'or' || word === '||') {
      alternatives.push(all);
      all = true;
      continue;
    }
    const negated = word.startsWith('!');
    const name = negated && word.length > 1 ? word.slice(1) : word;
    let truth: Truth;
    if (name === '{' || (name === '!' && words[index + 1] === '{')) {
      if (name === '!') index++;
      const end = words.indexOf('}', index);
      truth = evaluateTest(words.slice(index + 1, end < 0 ? undefined : end), state);
      index = end < 0 ? words.length : end;
    } else {
      truth = evaluateAcl(name, acls, state);
    }
    all = and(all, negated ? not(truth) : truth);
  }
  alternatives.push(all);
  const any = alternatives.reduce(or, false);
  return words[start] === 'unless' ? not(any) : any;
}

function evaluateAcl(name: string, acls: Acls, state: RequestState): Truth {
  if (name === 'TRUE') return true;
  if (name === 'FALSE') return false;
  if (name.startsWith('METH_')) return state.method === name.slice('METH_'.length);
  return (acls.get(name) ?? [['unknown']]).map((test) => evaluateTest(test, state)).reduce(or, false);
}

/** One test: a fetch with converters, flags and patterns (`path_beg -i /a /b`, `var(txn.x) -m str y`). */
function evaluateTest([fetch = '', ...rest]: readonly string[], state: RequestState): Truth {
  let method = /^path_(beg|dir|end|reg|sub|len)$/.exec(fetch)?.[1] ?? 'str';
  let ignoreCase = false;
  let index = 0;
  for (; index < rest.length && rest[index]?.startsWith('-'); index++) {
    if (rest[index] === '-i') ignoreCase = true;
    else if (rest[index] === '-m') method = rest[++index] ?? '';
    else if (rest[index] === '-f') return 'unknown';
    else if (rest[index] === '--') {
      index++;
      break;
    }
  }
  const variable = /^var\(((?:txn|req)\.[^,)]+)\)/.exec(fetch)?.[1];
  if (variable !== undefined && !state.variables.has(variable)) return false;
  const value = evaluateFetch(fetch.replace(/^path_(?:beg|dir|end|reg|sub|len)/, 'path'), state);
  if (value === undefined) return 'unknown';
  if (method === 'found') return true;
  return rest
    .slice(index)
    .map((pattern) => matchPattern(method, value, pattern, ignoreCase))
    .reduce(or, false);
}

/** Value of a fetch expression for this request; undefined when it cannot be known. */
export function evaluateFetch(expression: string, state: RequestState): string | undefined {
  const [fetch = '', ...converters] = expression.split(/,(?![^(]*\))/);
  const variable = /^var\(([^,)]+)\)$/.exec(fetch)?.[1];
  let value =
    variable !== undefined
      ? state.variables.get(variable)
      : fetch === 'path'
        ? state.path
        : fetch === 'method'
          ? state.method
          : /^str\((.*)\)$/.exec(fetch)?.[1];
  for (const converter of converters) {
    if (value === undefined) return undefined;
    const joined = /^concat\(([^,]*)(?:,([^,]*))?(?:,([^,]*))?\)$/.exec(converter);
    if (converter === 'lower') value = value.toLowerCase();
    else if (joined !== null) {
      const [, before = '', name = '', after = ''] = joined;
      const middle = name === '' ? '' : state.variables.get(name);
      value = middle === undefined ? undefined : value + before + middle + after;
    }
    // The paths that rules ask about hold nothing that is encoded.
    else if (!/^url_dec(?:\(.*\))?$/.test(converter)) return undefined;
  }
  return value;
}

/** Truth of one pattern by HAProxy's match method; `dir` compares whole path segments. */
export function matchPattern(method: string, value: string, pattern: string, ignoreCase = false): Truth {
  const [text, wanted] = ignoreCase ? [value.toLowerCase(), pattern.toLowerCase()] : [value, pattern];
  switch (method) {
    case 'str':
      return text === wanted;
    case 'beg':
      return text.startsWith(wanted);
    case 'end':
      return text.endsWith(wanted);
    case 'sub':
      return text.includes(wanted);
    case 'dir':
      return `/${text}/`.replaceAll('//', '/').includes(`/${wanted.replace(/^\/|\/$/g, '')}/`);
    case 'reg':
      try {
        return new RegExp(pattern, ignoreCase ? 'i' : '').test(value);
      } catch {
        return 'unknown';
      }
    default:
      return 'unknown';
  }
}

function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}

function and(one: Truth, other: Truth): Truth {
  if (one === false || other === false) return false;
  return one === 'unknown' || other === 'unknown' ? 'unknown' : true;
}

function or(one: Truth, other: Truth): Truth {
  if (one === true || other === true) return true;
  return one === 'unknown' || other === 'unknown' ? 'unknown' : false;
}
