/** Any part of `T`, at every depth; arrays are whole or absent. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<Exclude<T[Key], undefined>> }
    : T;
