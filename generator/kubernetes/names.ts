/** One label of DNS: `matrix`, `a-1`. Source: apimachinery `pkg/util/validation/validation.go` (`IsDNS1123Label`). */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** Labels of DNS with dots between them; only the whole is limited, to 253 characters (`IsDNS1123Subdomain`). */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

/** Key of a label or an annotation: a name of at most 63 characters, after a DNS name and a slash or alone (`IsQualifiedName`). */
export function isQualifiedName(text: string): boolean {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2 || (parts.length === 2 && !isDnsSubdomain(parts[0] ?? ''))) return false;
  return name !== '' && isLabelValue(name);
}

/** Value of a label: empty, or at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends (`IsValidLabelValue`). */
export function isLabelValue(text: string): boolean {
  return text.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(text);
}

/** Name of a port: at most 15 of a-z, 0-9 and single hyphens inside, with a letter (`IsValidPortName`). */
export function isPortName(text: string): boolean {
  return /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}
