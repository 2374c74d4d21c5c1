import type { Environment } from '../../../environment/environment.ts';
import type { ConfigFile } from '../../../formats/config-file.ts';

/** Python logging configuration of every process: one JSON object per line on standard output. */
export function makeLogConfig({ synapse }: Environment): ConfigFile {
  return {
    format: 'yaml',
    value: {
      version: 1,
      formatters: { json: { class: 'synapse.logging.TerseJsonFormatter' } },
      handlers: {
        stdout: { class: 'logging.StreamHandler', formatter: 'json', stream: 'ext://sys.stdout' },
      },
      root: { level: 'INFO', handlers: ['stdout'] },
      loggers: {
        // DEBUG here would print access tokens.
        'synapse.storage.SQL': { level: 'INFO' },
        // Parent of `synapse.access.http.<listener>`, which writes each request as INFO (synapse/app/_base.py, synapse/http/site.py).
        ...(!synapse.accessLog && { 'synapse.access': { level: 'WARNING' } }),
      },
      disable_existing_loggers: false,
    },
  };
}
