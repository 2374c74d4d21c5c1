import type { ConfigFile } from '../../../formats/config-file.ts';

/** Python logging configuration of every process: one JSON object per line on standard output. */
export const logConfig: ConfigFile = {
  format: 'yaml',
  value: {
    version: 1,
    formatters: { json: { class: 'synapse.logging.TerseJsonFormatter' } },
    handlers: {
      stdout: { class: 'logging.StreamHandler', formatter: 'json', stream: 'ext://sys.stdout' },
    },
    root: { level: 'INFO', handlers: ['stdout'] },
    // DEBUG here would print access tokens.
    loggers: { 'synapse.storage.SQL': { level: 'INFO' } },
    disable_existing_loggers: false,
  },
};
