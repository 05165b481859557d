/** Whether a value of JSON has more levels than that. Looks no deeper, however deep it is. */
export function isDeep(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depthMax === 0 || Object.values(value).some((member) => isDeep(member, depthMax - 1));
}
