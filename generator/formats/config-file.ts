import type { Json, JsonObject } from '../kubernetes/object.ts';

/** One HAProxy section: its heading (`frontend synapse`) and its lines, each a list of words. */
export interface HaproxySection {
  readonly heading: string;
  /** A line is its words; a line that starts with `#` is one word and stays a comment. */
  readonly lines: readonly (readonly string[])[];
}

/** One `key value` line of a Valkey, Redis, Sentinel or coturn configuration. */
export type Directive = readonly [key: string, ...values: string[]];

/**
 * A configuration file as data. One serializer per format prints it (`serializeConfigFile`), so that quoting is decided once.
 *
 * - `yaml`, `json`: a value.
 * - `haproxy`: sections in order.
 * - `directives`: `key value` lines (Valkey, Redis, Sentinel).
 * - `text`: printed as it is, for scripts and maps of another program's own format.
 */
export type ConfigFile =
  | { readonly format: 'yaml'; readonly value: Json; readonly comment?: string }
  | { readonly format: 'json'; readonly value: JsonObject }
  | { readonly format: 'haproxy'; readonly sections: readonly HaproxySection[]; readonly comment?: string }
  | { readonly format: 'directives'; readonly directives: readonly Directive[]; readonly comment?: string }
  | { readonly format: 'text'; readonly text: string };
