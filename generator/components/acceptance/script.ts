import type { Environment } from '../../environment/environment.ts';
import type { ConfigFile } from '../../formats/config-file.ts';
import {
  componentName as elementWeb,
  elementWebPort,
  namespace as webNamespace,
} from '../clients/element-web/names.ts';
import { serviceHost } from '../common/service-host.ts';
import { namespace as synapseNamespace } from '../synapse/labels.ts';
import { routerPorts } from '../synapse/ports.ts';
import { routerName } from '../synapse/router/names.ts';

/** One question to the platform, and how the answer must look. */
interface Question {
  readonly what: string;
  readonly url: string;
  /** Text in the answer; null: it must be refused. */
  readonly expect: string | null;
}

/** File of the script in its ConfigMap. */
export const script = 'acceptance.sh';

/** What people and other servers ask first, as they ask it, but from inside. */
function listQuestions(environment: Environment): Question[] {
  const router = `http://${serviceHost(environment, routerName, synapseNamespace)}:${routerPorts.http}`;
  const web = `http://${serviceHost(environment, elementWeb, webNamespace)}:${elementWebPort}`;
  return [
    { what: 'client discovery', url: `${router}/.well-known/matrix/client`, expect: '"m.homeserver"' },
    { what: 'server discovery', url: `${router}/.well-known/matrix/server`, expect: '"m.server"' },
    { what: 'client API', url: `${router}/_matrix/client/versions`, expect: '"versions"' },
    ...(environment.network.federation === 'open'
      ? [{ what: 'federation', url: `${router}/_matrix/federation/v1/version`, expect: '"server"' }]
      : []),
    { what: 'web client', url: `${web}/config.json`, expect: '"default_server_config"' },
    { what: 'admin API on the public port', url: `${router}/_synapse/admin/v1/server_version`, expect: null },
  ];
}

/**
 * Asks every question until it is answered, for as many seconds as the argument says; says each answer, and fails with the names of those that did not come. The image's
 * shell and wget are those of BusyBox.
 */
export function makeScript(environment: Environment): ConfigFile {
  const calls = listQuestions(environment).map(({ what, url, expect }) =>
    expect === null ? `refused '${what}' '${url}'` : `answered '${what}' '${url}' '${expect}'`,
  );
  return { format: 'text', text: [...lines, ...calls, ...verdict].join('\n') };
}

const lines = [
  '#!/bin/sh',
  '# acceptance.sh SECONDS',
  'set -u',
  'failed=""',
  'deadline=$(($(date +%s) + $1))',
  '',
  '# answered WHAT URL TEXT: waits for an answer that contains TEXT.',
  'answered() {',
  '  while :; do',
  '    answer=$(wget -q -T 10 -O - "$2" 2>/dev/null) || answer=""',
  '    case $answer in *"$3"*) echo "ok      $1"; return ;; esac',
  '    [ "$(date +%s)" -lt "$deadline" ] || break',
  '    sleep 5',
  '  done',
  '  echo "FAILED  $1: no answer with $3 from $2"',
  '  failed="$failed $1;"',
  '}',
  '',
  '# refused WHAT URL: nothing may be answered there.',
  'refused() {',
  '  if wget -q -T 10 -O /dev/null "$2" 2>/dev/null; then',
  '    echo "FAILED  $1: answered at $2"',
  '    failed="$failed $1;"',
  '  else',
  '    echo "ok      $1 is refused"',
  '  fi',
  '}',
  '',
];

const verdict = ['', '[ -z "$failed" ] || { echo "Not accepted:$failed"; exit 1; }', 'echo "Accepted."', ''];
