/** Orders names by code unit: the same on every machine, whatever its language, and as the API server lists them. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
