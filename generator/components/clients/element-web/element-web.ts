import { images } from '../../../versions.ts';
import type { Component } from '../../component.ts';
import { makeNginxSite } from '../static-nginx.ts';
import { renderWebServer } from '../web-server.ts';
import { makeClientConfig } from './client-config.ts';
import { componentName, elementWebPort, labels, namespace } from './names.ts';

/** The web client: static files, an nginx that serves them and one file of configuration. */
export const elementWebComponent: Component = {
  name: componentName,
  tier: 'clients',
  summary: 'Element Web',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) =>
    renderWebServer(
      environment,
      { name: componentName, namespace, labels, port: elementWebPort, size: environment.elementWeb },
      // Past the entry point, whose scripts write into the image.
      makeNginxSite(environment, {
        image: images.elementWeb,
        port: elementWebPort,
        configDirectory: '/etc/element-web',
        config: makeClientConfig(environment),
      }),
    ),
};
