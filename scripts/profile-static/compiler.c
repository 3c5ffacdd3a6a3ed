/*
 * Compiles SPIR-V with the Vulkan driver that is there, and prints the driver, then what its compiler says: a line a file,
 * in their order, `wave=64|VGPRs=48|Spilled VGPRs=0|...`. Nothing runs, so Mesa's driver for AMD does it without a GPU, for the generation
 * in RADV_FORCE_FAMILY. Bindings are storage buffers, whatever they are in the shader: the compiler's figures are the same.
 *
 *   gcc compiler.c -lvulkan -o compiler && RADV_FORCE_FAMILY=navi31 ./compiler FILE.spv...
 */
#include <stdio.h>
#include <stdlib.h>
#include <vulkan/vulkan.h>

#define BINDINGS 16
#define STATISTICS 64

static void check(VkResult result, const char *what) {
  if (result == VK_SUCCESS) return;
  fprintf(stderr, "%s: VkResult %d\n", what, result);
  exit(1);
}

static VkPhysicalDevice physical_device(void) {
  VkApplicationInfo application = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO, .apiVersion = VK_API_VERSION_1_3};
  VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
  VkInstance instance;
  check(vkCreateInstance(&info, NULL, &instance), "vkCreateInstance");
  VkPhysicalDevice device;
  uint32_t count = 1;
  VkResult found = vkEnumeratePhysicalDevices(instance, &count, &device);
  if (found != VK_INCOMPLETE) check(found, "vkEnumeratePhysicalDevices");
  if (count > 0) return device;
  fprintf(stderr, "The driver has no device.\n");
  exit(1);
}

/* Its name and version: `Mesa 25.0.7`. */
static void print_driver(VkPhysicalDevice physical) {
  VkPhysicalDeviceVulkan12Properties vulkan12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES};
  VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
                                            .pNext = &vulkan12};
  vkGetPhysicalDeviceProperties2(physical, &properties);
  printf("%s\n", vulkan12.driverInfo);
}

/* With all that Dawn's shaders ask for. */
static VkDevice open_device(VkPhysicalDevice physical) {
  VkPhysicalDevicePipelineExecutablePropertiesFeaturesKHR executables = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PIPELINE_EXECUTABLE_PROPERTIES_FEATURES_KHR,
      .pipelineExecutableInfo = VK_TRUE};
  VkPhysicalDeviceVulkan13Features vulkan13 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
                                               .pNext = &executables,
                                               .shaderDemoteToHelperInvocation = VK_TRUE,
                                               .subgroupSizeControl = VK_TRUE,
                                               .shaderZeroInitializeWorkgroupMemory = VK_TRUE,
                                               .maintenance4 = VK_TRUE};
  VkPhysicalDeviceVulkan12Features vulkan12 = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
                                               .pNext = &vulkan13,
                                               .shaderFloat16 = VK_TRUE,
                                               .uniformBufferStandardLayout = VK_TRUE,
                                               .shaderSubgroupExtendedTypes = VK_TRUE,
                                               .vulkanMemoryModel = VK_TRUE,
                                               .vulkanMemoryModelDeviceScope = VK_TRUE};
  float priority = 1;
  VkDeviceQueueCreateInfo queue = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueCount = 1, .pQueuePriorities = &priority};
  const char *extensions[] = {VK_KHR_PIPELINE_EXECUTABLE_PROPERTIES_EXTENSION_NAME};
  VkDeviceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
                             .pNext = &vulkan12,
                             .queueCreateInfoCount = 1,
                             .pQueueCreateInfos = &queue,
                             .enabledExtensionCount = 1,
                             .ppEnabledExtensionNames = extensions};
  VkDevice device;
  check(vkCreateDevice(physical, &info, NULL, &device), "vkCreateDevice");
  return device;
}

static VkPipelineLayout layout_of(VkDevice device) {
  VkDescriptorSetLayoutBinding bindings[BINDINGS];
  for (uint32_t i = 0; i < BINDINGS; i++) {
    bindings[i] = (VkDescriptorSetLayoutBinding){.binding = i,
                                                 .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                                                 .descriptorCount = 1,
                                                 .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT};
  }
  VkDescriptorSetLayoutCreateInfo set_info = {.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
                                              .bindingCount = BINDINGS,
                                              .pBindings = bindings};
  VkDescriptorSetLayout set;
  check(vkCreateDescriptorSetLayout(device, &set_info, NULL, &set), "vkCreateDescriptorSetLayout");
  VkPushConstantRange constants = {.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT, .size = 128};
  VkPipelineLayoutCreateInfo info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
                                     .setLayoutCount = 1,
                                     .pSetLayouts = &set,
                                     .pushConstantRangeCount = 1,
                                     .pPushConstantRanges = &constants};
  VkPipelineLayout layout;
  check(vkCreatePipelineLayout(device, &info, NULL, &layout), "vkCreatePipelineLayout");
  return layout;
}

static VkShaderModule module_of(VkDevice device, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  uint32_t *code = malloc(size);
  if (!code || fread(code, 1, size, file) != size) {
    fprintf(stderr, "%s cannot be read.\n", path);
    exit(1);
  }
  fclose(file);
  VkShaderModuleCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO, .codeSize = size, .pCode = code};
  VkShaderModule module;
  check(vkCreateShaderModule(device, &info, NULL, &module), path);
  free(code);
  return module;
}

static void print_statistics(VkDevice device, VkPipeline pipeline) {
  PFN_vkGetPipelineExecutablePropertiesKHR get_properties =
      (PFN_vkGetPipelineExecutablePropertiesKHR)vkGetDeviceProcAddr(device, "vkGetPipelineExecutablePropertiesKHR");
  PFN_vkGetPipelineExecutableStatisticsKHR get_statistics =
      (PFN_vkGetPipelineExecutableStatisticsKHR)vkGetDeviceProcAddr(device, "vkGetPipelineExecutableStatisticsKHR");
  VkPipelineInfoKHR info = {.sType = VK_STRUCTURE_TYPE_PIPELINE_INFO_KHR, .pipeline = pipeline};
  VkPipelineExecutablePropertiesKHR properties = {.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_PROPERTIES_KHR};
  uint32_t count = 1;
  check(get_properties(device, &info, &count, &properties), "vkGetPipelineExecutablePropertiesKHR");
  VkPipelineExecutableInfoKHR executable = {.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_INFO_KHR,
                                            .pipeline = pipeline};
  VkPipelineExecutableStatisticKHR statistics[STATISTICS];
  for (uint32_t i = 0; i < STATISTICS; i++) {
    statistics[i] =
        (VkPipelineExecutableStatisticKHR){.sType = VK_STRUCTURE_TYPE_PIPELINE_EXECUTABLE_STATISTIC_KHR};
  }
  count = STATISTICS;
  check(get_statistics(device, &executable, &count, statistics), "vkGetPipelineExecutableStatisticsKHR");
  printf("wave=%u", properties.subgroupSize);
  for (uint32_t i = 0; i < count; i++) {
    printf("|%s=%llu", statistics[i].name, (unsigned long long)statistics[i].value.u64);
  }
  printf("\n");
}

int main(int count, char **paths) {
  VkPhysicalDevice physical = physical_device();
  print_driver(physical);
  VkDevice device = open_device(physical);
  VkPipelineLayout layout = layout_of(device);
  for (int i = 1; i < count; i++) {
    VkComputePipelineCreateInfo info = {.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
                                        .flags = VK_PIPELINE_CREATE_CAPTURE_STATISTICS_BIT_KHR,
                                        .stage = {.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
                                                  .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                                                  .module = module_of(device, paths[i]),
                                                  .pName = "dawn_entry_point"},
                                        .layout = layout};
    VkPipeline pipeline;
    check(vkCreateComputePipelines(device, VK_NULL_HANDLE, 1, &info, NULL, &pipeline), paths[i]);
    print_statistics(device, pipeline);
  }
  return 0;
}
