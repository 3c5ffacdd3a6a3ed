import { html, type TemplateResult } from "lit";
import { THEME_CHOICES, type ThemeChoice, theme } from "../state/theme.js";

const LABELS: Readonly<Record<ThemeChoice, string>> = {
  system: "System",
  light: "Light",
  dark: "Dark",
};

/** Light, dark, or as the computer has it. */
export function themeSwitch(): TemplateResult {
  const choose = (event: Event) => theme.choose((event.target as HTMLSelectElement).value as ThemeChoice);
  return html`
    <div class="theme">
      <label for="theme">
        <span class="visually-hidden">Theme</span>
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><circle cx="8" cy="8" r="6.5" /><path d="M8 1.5a6.5 6.5 0 0 1 0 13Z" /></svg>
      </label>
      <select id="theme" autocomplete="off" @change=${choose}>
        ${THEME_CHOICES.map(
          (choice) => html`<option value=${choice} ?selected=${choice === theme.choice}>${LABELS[choice]}</option>`,
        )}
      </select>
    </div>
  `;
}
