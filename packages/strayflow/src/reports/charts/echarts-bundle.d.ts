/** The one-file build of ECharts has the types of the package. */
declare module 'echarts/dist/echarts.esm' {
  export * from 'echarts';
}
