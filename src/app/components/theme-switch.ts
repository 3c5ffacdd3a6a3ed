import { html, type TemplateResult } from "lit";
import { THEME_CHOICES, type ThemeChoice, theme } from "../state/theme.js";

const LABELS: Readonly<Record<ThemeChoice, string>> = {
  system: "System theme",
  light: "Light theme",
  dark: "Dark theme",
};

/** Light, dark, or as the computer has it. */
export function themeSwitch(): TemplateResult {
  const choose = (event: Event) => theme.choose((event.target as HTMLSelectElement).value as ThemeChoice);
  return html`
    <select id="theme" class="theme" aria-label="Theme" autocomplete="off" @change=${choose}>
      ${THEME_CHOICES.map(
        (choice) => html`<option value=${choice} ?selected=${choice === theme.choice}>${LABELS[choice]}</option>`,
      )}
    </select>
  `;
}
