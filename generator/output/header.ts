/** First line of a generated YAML file: which command writes it, and from what. */
export function header(sources: readonly string[]): string {
  return `# Written by "npm run generate" from ${sources.join(' and ')}. Do not edit.\n`;
}

/** Where a file of `base/<component>` comes from. */
export function componentSource(component: string): string {
  return `generator/components (${component})`;
}

/** Where a file of `overlays/<environment>` comes from. */
export function environmentSource(environment: string): string {
  return `environments/${environment}.yaml`;
}
