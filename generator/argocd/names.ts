import type { Platform } from '../platform/platform.ts';

/** Argo CD writes an Application's name into labels, which end at 63 characters. */
const nameLimit = 63;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Component name that would collide with the file of the projects. */
const reservedName = 'projects';

/** Directory of the files of one environment. */
export function appsDirectory(platform: Platform): string {
  return `apps/${platform.environment.name}`;
}

/** Name of the root Application: the environment's. */
export function rootName(platform: Platform): string {
  return checkName(platform.environment.name);
}

/**
 * Name of a component's Application.
 *
 * @throws RangeError when it would not fit into a label or the component has a reserved name: a mistake in a component.
 */
export function applicationName(platform: Platform, component: string): string {
  if (component === reservedName) throw new RangeError(`A component cannot be called "${reservedName}"`);
  return checkName(`${platform.environment.name}-${component}`);
}

/** Name of an AppProject. */
export function projectName(platform: Platform, project: string): string {
  return checkName(`${platform.environment.name}-${project}`);
}

/** Path of the projects of an environment. */
export function projectsPath(platform: Platform): string {
  return `${appsDirectory(platform)}/children/${reservedName}.yaml`;
}

function checkName(name: string): string {
  if (name.length > nameLimit || !dnsLabel.test(name))
    throw new RangeError(`"${name}" is not a name of at most ${nameLimit} letters, digits and hyphens`);
  return name;
}
