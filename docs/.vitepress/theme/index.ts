import theme from "vitepress/theme";
import "./style.css";

/** VitePress's own, with what its tables and formulas need on top. */
export default theme;
