import { LuaFactory, LuaLibraries } from 'wasmoon';

/** What a health script says of an object. */
export interface Verdict {
  readonly status: string;
  readonly message?: string;
}

const factory = new LuaFactory();

/** Functions that Lua 5.1 does not have: Argo CD's interpreter is Lua 5.1, the one here is 5.4. */
const newer = ['warn', 'rawlen'];

/**
 * Runs a script as Argo CD does: the object as global `obj`; base, table, `os.time` and `os.date`; no `string` library.
 *
 * @throws Error when the script fails.
 */
export async function runHealth(script: string, object: unknown): Promise<Verdict> {
  const engine = await factory.createEngine({
    openStandardLibs: false,
    injectObjects: false,
    enableProxy: false,
  });
  try {
    for (const library of [LuaLibraries.Base, LuaLibraries.Table, LuaLibraries.OS])
      engine.global.loadLibrary(library);
    await engine.doString(
      `os = { time = os.time, date = os.date } ${newer.map((name) => `${name} = nil`).join(' ')}`,
    );
    engine.global.set('obj', object);
    return (await engine.doString(script)) as Verdict;
  } finally {
    engine.global.close();
  }
}
