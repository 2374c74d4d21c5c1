import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { Integer } from './integer.ts';

/**
 * Addresses that MetalLB may give to Services. Source: metallb/metallb v0.16.1 `api/v1beta1/ipaddresspool_types.go`.
 */
export interface IPAddressPool {
  apiVersion: 'metallb.io/v1beta1';
  kind: 'IPAddressPool';
  metadata: IObjectMeta;
  spec: IPAddressPoolSpec;
  status?: IPAddressPoolStatus;
}

/** Desired state of an {@link IPAddressPool}. */
export interface IPAddressPoolSpec {
  /** Networks in CIDR notation, or ranges `first-last`. */
  addresses: string[];
  /** Default: true */
  autoAssign?: boolean;
  /** Leaves out addresses that end in .0 and .255. Default: false */
  avoidBuggyIPs?: boolean;
  serviceAllocation?: ServiceAllocation;
}

/** Which Services may have addresses of the pool. */
export interface ServiceAllocation {
  priority?: Integer;
  namespaces?: string[];
  namespaceSelectors?: ILabelSelector[];
  serviceSelectors?: ILabelSelector[];
}

/** Observed state, written by MetalLB. */
export interface IPAddressPoolStatus {
  assignedIPv4: Integer;
  assignedIPv6: Integer;
  availableIPv4: Integer;
  availableIPv6: Integer;
}
