/** An element with a message, and text where there is some. */
export function element(name: string, message: string, text = ''): string {
  const open = `<${name} message="${escapeXml(message)}"`;
  return text === '' ? `${open}/>` : `${open}>${escapeXml(text)}</${name}>`;
}

/** XML 1.0 knows no control characters, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '�')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
