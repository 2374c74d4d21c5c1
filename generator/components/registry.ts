import type { Component } from './component.ts';

/** Every component, in the order in which `plan` lists them: by tier, then in reading order. */
export const components: readonly Component[] = [];
