import type { Component } from '../../component.ts';
import { renderWebServer } from '../web-server.ts';
import { adminUiPort, componentName, labels, namespace } from './names.ts';
import { adminUiSite } from './products.ts';

/** Pages for administrators, under a host of their own that only the admin networks reach. */
export const adminUiComponent: Component = {
  name: componentName,
  tier: 'clients',
  summary: 'pages for administrators',
  namespace: () => namespace,
  enabled: () => true,
  render: (environment) =>
    renderWebServer(
      environment,
      { name: componentName, namespace, labels, port: adminUiPort, size: environment.adminUi },
      adminUiSite(environment),
    ),
};
