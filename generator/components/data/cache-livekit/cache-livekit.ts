import type { Component } from '../../component.ts';
import { renderCache } from '../sentinel-cache/render-cache.ts';
import { cache, componentName, namespace } from './names.ts';

/** Rooms and nodes of LiveKit: Valkey or Redis, watched by Sentinels that LiveKit asks itself. */
export const cacheLivekitComponent: Component = {
  name: componentName,
  tier: 'data',
  summary: 'rooms and nodes of calls',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) => renderCache(cache, environment),
};
