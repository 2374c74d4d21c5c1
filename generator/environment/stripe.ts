/**
 * Volumes of one stripe of an object store (minio/minio `cmd/endpoint-ellipses.go`): the largest number up to 16 that divides all volumes and
 * fits the last range of the argument, the volumes, or the servers where each has one.
 *
 * @param volumes - of each server
 * @returns undefined when there is none: the servers refuse to start, or there is one volume
 */
export function stripeOf(servers: number, volumes: number): number | undefined {
  const range = volumes > 1 ? volumes : servers;
  for (let size = 16; size >= 2; size--) {
    const symmetric = range > size ? range % size === 0 : size % range === 0;
    if ((servers * volumes) % size === 0 && symmetric) return size;
  }
  return undefined;
}
