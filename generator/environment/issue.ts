import type { Path } from './path.ts';

/** Every mistake that loading environment files can find: code and title. */
export const issueTitles = {
  // The folder and the file.
  'no-environments': 'There is no environment file',
  'bad-file-name': 'The file name cannot name an environment',
  'not-a-file': 'The entry is not a readable file',
  'too-large': 'The file is larger than 256 KiB',
  'not-utf8': 'The file is not UTF-8 text',
  // YAML.
  'yaml-syntax': 'The text is not YAML',
  'duplicate-key': 'A key is written twice in one mapping',
  'unknown-tag': 'A tag that YAML 1.2 core does not know',
  'forbidden-key':
    'A key that is not used here: merge key, key without text, or a name that JavaScript reserves',
  'unusable-number': 'A number that readers of YAML understand differently or cannot hold',
  'too-many-aliases': 'More than 20 aliases, or an alias inside its own anchor',
  'too-deep': 'More than 32 levels of nesting',
  'multiple-documents': 'More than one YAML document in the file',
  'empty-file': 'The file holds no settings',
  'not-a-mapping': 'The file is not a mapping of settings',
  // One setting.
  'unknown-key': 'A key that is not a setting',
  'missing-key': 'A required setting is absent',
  'wrong-type': 'A value of the wrong kind',
  'invalid-value': 'A value that the setting does not take',
  'out-of-range': 'A number outside its bounds, or a range that ends before it begins',
  'credentials-in-url': 'A password or token in a URL',
  'sample-placeholder': 'A placeholder or documentation name in a real environment',
  // Settings against each other.
  'name-mismatch': 'The name is not the file name',
  'reserved-name': 'A name that the repository uses itself',
  'duplicate-environment': 'Two files declare the same name',
  'argocd-elsewhere': 'Argo CD is to be installed in a cluster that it does not run in',
  'ssh-host-key-missing': 'A repository is reached by ssh and its host key is not known',
  'host-clash': 'Two services claim one host name',
  'role-claimed-twice': 'Two node pools carry one role',
  'too-few-nodes': 'Fewer nodes than the replicas need to survive a node',
  'too-few-replicas': 'Fewer replicas than high availability needs',
  'single-instance-worker': 'More processes than Synapse allows of one kind of worker',
  'ports-overlap': 'Two services of a node claim one port, or a port belongs to NodePorts',
  'peer-in-cluster': 'Peers of relays and networks of the cluster contradict each other',
  'cidr-overlap': 'Two networks share addresses',
  'ip-family-mismatch': 'Networks disagree about IPv4 and IPv6',
  'cron-not-six-fields': 'A schedule without exactly six fields',
  'recovery-without-backup': 'A recovery without a backup to recover from, or to go on with',
  'recovery-overwrites': 'A restored database would write into the archive that it came from',
  'cron-not-five-fields': 'A schedule of a CronJob without exactly five fields',
  'bad-cron': 'A schedule field that its reader cannot read',
  'bad-sealed-secret': 'A file of sealed Secrets holds something else',
  'slot-without-section': 'A slot and the section that it needs disagree',
  'quantity-order': 'A request above its limit, or a reservation above its node',
  'owned-setting': 'A Synapse setting that the generator computes',
  'unknown-patch-component': 'Patches for a component that does not exist',
  'patch-identity': 'A patch that does not name one object',
} as const satisfies Readonly<Record<string, string>>;

/** Code of a mistake. */
export type EnvironmentIssueCode = keyof typeof issueTitles;

/** The line of a file that is wrong, raw: the printer escapes and cuts it. */
export interface Snippet {
  readonly text: string;
  /** First wrong UTF-16 unit, from 0. */
  readonly start: number;
  /** Wrong UTF-16 units on this line, at least 1. */
  readonly length: number;
}

/** One mistake in one environment file. */
export interface EnvironmentIssue {
  readonly code: EnvironmentIssueCode;
  /** Relative to the repository root: `environments/production.yaml`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** The setting, as `formatPath` prints it; `''` is the whole file. */
  readonly path: string;
  /** What is wrong; it may quote the file, so print it through `formatIssue`. */
  readonly message: string;
  /** What would be right, as a phrase that completes "expected". */
  readonly expected?: string;
  /** Exact text to write instead. */
  readonly suggestion?: string;
  /** Null when the mistake concerns the file as a whole. */
  readonly snippet: Snippet | null;
}

/** The parts of an issue that its finder knows. */
export interface IssueText {
  readonly code: EnvironmentIssueCode;
  readonly path: Path;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
  /** What to underline. Default: value */
  readonly at?: 'key' | 'value';
}
