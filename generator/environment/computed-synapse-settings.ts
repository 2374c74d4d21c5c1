/** Top-level keys of homeserver.yaml that the generator computes. A trailing `*` stands for any ending. */
export const computedSynapseSettings: readonly string[] = [
  'server_name',
  'public_baseurl',
  'listeners',
  'database',
  'databases',
  'database_path',
  'redis',
  'instance_map',
  'stream_writers',
  'federation_sender_instances',
  'send_federation',
  'worker_app',
  'worker_name',
  'worker_log_config',
  'worker_listeners',
  'worker_replication_secret*',
  'caches',
  'enable_media_repo',
  'media_store_path',
  'signing_key*',
  'macaroon_secret_key*',
  'registration_shared_secret*',
  'form_secret*',
  'log_config',
  'max_upload_size',
  'enable_metrics',
  'report_stats',
  'pid_file',
  'soft_file_limit',
  'turn_*',
  'matrix_rtc',
  'max_event_delay_duration',
  'media_storage_providers',
  'enable_local_media_storage',
  'backup_media_store_path',
];

/** The entry of the list that owns a key of homeserver.yaml, if one does. */
export function findComputedSetting(key: string): string | undefined {
  return computedSynapseSettings.find((entry) =>
    entry.endsWith('*') ? key.startsWith(entry.slice(0, -1)) : key === entry,
  );
}
