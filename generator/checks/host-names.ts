/** A host name that a text mentions, and how it is written there. */
export interface MentionedHost {
  readonly host: string;
  readonly text: string;
}

/** Forms in which a text names a host; the first group is the host. */
const forms: readonly RegExp[] = [
  // URLs of every scheme, credentials skipped; `ext://` is how Python's logging names an object.
  /\b(?!ext:)[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@"']*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi,
  // TURN and STUN URIs have no slashes.
  /\b(?:turns?|stuns?):([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi,
  // Bare names under domains that many public services use. No `.sh`, `.py`, `.so` or `.rs`: those are files.
  /(?<![\w@.*-])((?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|cloud|im|me|ai))(?![\w-]|\.[a-z0-9])/gi,
];

/** Every host that a line of text names, once. Addresses are no names. */
export function findHosts(line: string): MentionedHost[] {
  const found = new Map<string, MentionedHost>();
  for (const form of forms) {
    for (const [text, name = ''] of line.matchAll(form)) {
      const host = name.toLowerCase();
      if (!/^[\d.]+$/.test(host) && !found.has(host)) found.set(host, { host, text });
    }
  }
  return [...found.values()];
}

/** True when a host is this name or stands below it. */
export function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
