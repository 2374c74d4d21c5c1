/** Name by which CloudNativePG knows the Barman Cloud plugin. */
export const barmanPlugin = 'barman-cloud.cloudnative-pg.io';
