// What an address says; one that was cut off or typed wrong is taken as it stands.

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
