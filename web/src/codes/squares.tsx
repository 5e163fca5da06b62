// A code as squares: dark on white by night, too, for whoever scans it.
import { useMemo } from "preact/hooks";
import { encode } from "uqr";

const QUIET = 4; // modules of white around, as the standard wants

export function Squares({ code, label }: { code: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size: side } = encode(code, { ecc: "L", border: QUIET });
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: side, path: dark.join("") };
  }, [code]);
  return (
    <svg class="squares" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
