// The choice of language.
import { DICTIONARIES, language, speak, type Language } from "../words/language";

export function LanguageChoice() {
  return (
    <span class="choice" role="group" aria-label="言語 Language">
      {(Object.keys(DICTIONARIES) as Language[]).map((name) => (
        <button
          key={name}
          type="button"
          lang={name}
          aria-pressed={language.value === name}
          onClick={() => {
            speak(name);
          }}
        >
          {DICTIONARIES[name].language}
        </button>
      ))}
    </span>
  );
}
