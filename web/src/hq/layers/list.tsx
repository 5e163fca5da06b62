// A layer's list: each row a button that shows the place on the map and what more is known of it.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { words } from "../../words/language";
import { choose, chosen } from "./choice";
import type { Stock } from "./layer";

interface RowProps {
  layer: string;
  id: string;
  sign: JSX.Element;
  name: string;
  detail: ComponentChildren;
  aside: ComponentChildren;
  children?: ComponentChildren;
}

export function PlaceRow({ layer, id, sign, name, detail, aside, children }: RowProps) {
  const open = chosen.value?.layer === layer && chosen.value.id === id;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  return (
    <li ref={row} class="place" data-place={id}>
      <button
        type="button"
        class="place-head"
        aria-expanded={open}
        onClick={() => {
          choose(open ? null : { layer, id });
        }}
      >
        {sign}
        <span class="what">
          <b>{name}</b>
          <small>{detail}</small>
        </span>
        <span class="how">{aside}</span>
      </button>
      {open && <div class="place-body">{children}</div>}
    </li>
  );
}

interface ListProps<T> {
  stock: Stock<unknown>;
  rows: T[];
  empty: string;
  row: (each: T) => JSX.Element;
}

export function PlaceList<T>({ stock, rows, empty, row }: ListProps<T>) {
  const said = words.value;
  if (stock.failed.value !== null) {
    return (
      <div class="empty" role="alert">
        <p>{stock.failed.value}</p>
        <button type="button" onClick={() => void stock.load()}>
          {said.retry}
        </button>
      </div>
    );
  }
  if (stock.held.value === null) return <p class="empty">{said.loading}</p>;
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return <ul class="places">{rows.map(row)}</ul>;
}

export function Sign({ url }: { url: string }) {
  return <img class="mark mark-m" src={url} alt="" />;
}
