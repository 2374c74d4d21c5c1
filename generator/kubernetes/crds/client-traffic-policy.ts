import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IClientConnection } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/ClientConnection';
import type { IClientIPDetectionSettings } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/ClientIPDetectionSettings';
import type { IClientTLSSettings } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/ClientTLSSettings';
import type { IHeaderSettings } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/HeaderSettings';
import type { IHTTP2Settings } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/HTTP2Settings';
import type { IPathSettings } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/PathSettings';
import type { IProxyProtocolSettings } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/ProxyProtocolSettings';
import type { ITCPKeepalive } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/TCPKeepalive';
import type { PolicyTarget } from './policy-target.ts';

/**
 * How the proxies of Envoy Gateway treat clients. The interface of the package is of an older version, without the timeouts of headers and
 * streams; this one holds the fields of 1.9 that a platform may want, with types of the package below them.
 * Source: envoyproxy/gateway v1.9.0 `api/v1alpha1/clienttrafficpolicy_types.go`, `timeout_types.go`.
 */
export interface ClientTrafficPolicy {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  kind: 'ClientTrafficPolicy';
  metadata: IObjectMeta;
  spec: ClientTrafficPolicySpec;
}

/** Desired state of a {@link ClientTrafficPolicy}. */
export interface ClientTrafficPolicySpec {
  targetRefs: PolicyTarget[];
  clientIPDetection?: IClientIPDetectionSettings;
  connection?: IClientConnection;
  headers?: IHeaderSettings;
  http2?: IHTTP2Settings;
  path?: IPathSettings;
  proxyProtocol?: IProxyProtocolSettings;
  tcpKeepalive?: ITCPKeepalive;
  timeout?: ClientTrafficTimeout;
  tls?: IClientTLSSettings;
}

/** Timeouts towards clients. */
export interface ClientTrafficTimeout {
  http?: ClientHttpTimeout;
}

/** Durations such as `90s`. */
export interface ClientHttpTimeout {
  /** A connection without requests. Default: 1h */
  idleTimeout?: string;
  /** All headers of a request. Default: none */
  requestHeadersReceivedTimeout?: string;
  /** The whole request. Default: none */
  requestReceivedTimeout?: string;
  /** Silence on a request. Default: 5m */
  streamIdleTimeout?: string;
}
