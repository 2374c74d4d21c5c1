/** Priority classes of the platform: when nodes are short, the database outlives Synapse, and Synapse outlives the rest. */
export const priorityClasses = {
  data: { name: 'matrix-data', value: 1_000_000, summary: 'Databases, caches and object storage' },
  synapse: { name: 'matrix-synapse', value: 900_000, summary: 'Synapse and its router' },
  standard: {
    name: 'matrix-standard',
    value: 800_000,
    summary: 'Clients and everything else that people use',
  },
} as const;
