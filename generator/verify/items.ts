import type { Item } from './item.ts';
import { callItems } from './items/calls.ts';
import { clientItems } from './items/clients.ts';
import { clusterItems } from './items/cluster.ts';
import { edgeItems } from './items/edge.ts';
import { federationItems } from './items/federation.ts';
import { mediaItems } from './items/media.ts';
import { observabilityItems } from './items/observability.ts';

/** Everything that is verified, from the outside in: what fails first explains what fails after it. */
export const items: readonly Item[] = [
  ...edgeItems,
  ...clientItems,
  ...mediaItems,
  ...federationItems,
  ...callItems,
  ...clusterItems,
  ...observabilityItems,
];
