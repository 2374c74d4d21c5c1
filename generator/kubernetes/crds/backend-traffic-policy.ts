import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { ICircuitBreaker } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/CircuitBreaker';
import type { IHealthCheck } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/HealthCheck';
import type { ILoadBalancer } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/LoadBalancer';
import type { IRateLimitSpec } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/RateLimitSpec';
import type { IRequestBuffer } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/RequestBuffer';
import type { IRetry } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/Retry';
import type { ITCPKeepalive } from '@kubernetes-models/envoy-gateway/gateway.envoyproxy.io/v1alpha1/TCPKeepalive';
import type { PolicyTarget } from './policy-target.ts';

/**
 * How the proxies of Envoy Gateway treat backends. The interface of the package is of an older version, without `streamIdleTimeout`; this
 * one holds the fields of 1.9 that a platform may want, with types of the package below them.
 * Source: envoyproxy/gateway v1.9.0 `api/v1alpha1/backendtrafficpolicy_types.go`, `timeout_types.go`.
 */
export interface BackendTrafficPolicy {
  apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  kind: 'BackendTrafficPolicy';
  metadata: IObjectMeta;
  spec: BackendTrafficPolicySpec;
}

/** Desired state of a {@link BackendTrafficPolicy}. */
export interface BackendTrafficPolicySpec {
  targetRefs: PolicyTarget[];
  circuitBreaker?: ICircuitBreaker;
  healthCheck?: IHealthCheck;
  loadBalancer?: ILoadBalancer;
  rateLimit?: IRateLimitSpec;
  requestBuffer?: IRequestBuffer;
  retry?: IRetry;
  tcpKeepalive?: ITCPKeepalive;
  timeout?: BackendTimeout;
}

/** Timeouts towards backends; durations such as `90s`. */
export interface BackendTimeout {
  tcp?: BackendTcpTimeout;
  http?: BackendHttpTimeout;
}

/** Opening a connection. */
export interface BackendTcpTimeout {
  /** Default: 10s */
  connectTimeout?: string;
}

/** One request, and the connection that carries it. */
export interface BackendHttpTimeout {
  /** A connection without requests. Default: 1h */
  connectionIdleTimeout?: string;
  /** A connection at all. Default: none */
  maxConnectionDuration?: string;
  /** The whole request; `0s` for no limit. Default: 15s, which is Envoy's */
  requestTimeout?: string;
  /** A stream at all. Default: none */
  maxStreamDuration?: string;
  /** Silence on a request. Default: that of the listener */
  streamIdleTimeout?: string;
}
