import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';

/**
 * Pools whose addresses MetalLB answers for on the local network. Source: metallb/metallb v0.16.1
 * `api/v1beta1/l2advertisement_types.go`.
 */
export interface L2Advertisement {
  apiVersion: 'metallb.io/v1beta1';
  kind: 'L2Advertisement';
  metadata: IObjectMeta;
  spec: L2AdvertisementSpec;
}

/** Desired state of an {@link L2Advertisement}; without pools and selectors it advertises every pool. */
export interface L2AdvertisementSpec {
  ipAddressPools?: string[];
  ipAddressPoolSelectors?: ILabelSelector[];
  /** Nodes that may announce. Default: all */
  nodeSelectors?: ILabelSelector[];
  /** Interfaces that it is announced on. Default: all */
  interfaces?: string[];
  serviceSelectors?: ILabelSelector[];
}
