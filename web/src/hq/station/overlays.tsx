// What lies beside the water on the chart: the usual range, the highest known, floods, and doubted readings.
import type { MarkedReading, Past } from "../../api/shapes";
import { fullDate, metres } from "../../words/formats";
import { words } from "../../words/language";
import type { Frame } from "./frame";
import { lines } from "./lines";
import { usualParts } from "./usual";

export function UsualBand({ past, frame }: { past: Past; frame: Frame }) {
  if (!lines.value.has("usual")) return null;
  return (
    <g class="usual" clip-path="url(#plot)">
      {usualParts(past, frame.times).map(({ from, to, p05, p95 }) => (
        <rect
          key={from}
          x={frame.x(from)}
          width={Math.max(0, frame.x(to) - frame.x(from))}
          y={frame.y(p95)}
          height={Math.max(1, frame.y(p05) - frame.y(p95))}
        />
      ))}
    </g>
  );
}

function Height({ frame, value, label, kind }: { frame: Frame; value: number; label: string; kind: string }) {
  const { left, right } = frame;
  const y = frame.y(value);
  return (
    <g class={kind}>
      <line x1={left} x2={right} y1={y} y2={y} />
      <text x={right - 6} y={y - 4} text-anchor="end">
        {label} {metres(value)}
      </text>
    </g>
  );
}

export function Records({ past, frame }: { past: Past; frame: Frame }) {
  const said = words.value.station;
  const { record, floods } = past;
  return (
    <g clip-path="url(#plot)">
      {lines.value.has("floods") &&
        floods.map(({ result, at }) => (
          <Height key={at} frame={frame} value={result} label={fullDate(at)} kind="flood" />
        ))}
      {lines.value.has("record") && record !== null && (
        <Height
          frame={frame}
          value={record.result}
          label={`${said.record} ${fullDate(record.at)}`}
          kind="flood highest"
        />
      )}
    </g>
  );
}

const SUSPECT = 3;
const FAIL = 4;

/** A shape for each verdict: a cross for a fault, a triangle for a doubt, a ring for one that was lifted. */
function Glyph({ qartod, x, y }: { qartod: number; x: number; y: number }) {
  if (qartod >= FAIL) return <path class="fault" d={`M${x - 5} ${y - 5}l10 10m0 -10l-10 10`} />;
  if (qartod === SUSPECT) return <path class="doubted" d={`M${x} ${y - 6.5}l6 10.5h-12z`} />;
  return <circle class="lifted" cx={x} cy={y} r="4.5" />;
}

export function Marks({ marks, frame }: { marks: MarkedReading[]; frame: Frame }) {
  const { left, right, top, bottom } = frame;
  return (
    <g class="marks">
      {marks.map(({ t, result, qartod }) => {
        const x = frame.x(Date.parse(t));
        if (x < left || x > right) return null;
        const y = Math.min(bottom - 8, Math.max(top + 8, frame.y(result)));
        return <Glyph key={t} qartod={qartod} x={x} y={y} />;
      })}
    </g>
  );
}
