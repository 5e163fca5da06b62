// The tick before what is done: drawn, since not every font has one.
export function Tick() {
  return (
    <svg class="done-tick" viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true">
      <path d="M2.5 8.5l4 4 7-9" fill="none" stroke="currentColor" stroke-width="2.2" />
    </svg>
  );
}
